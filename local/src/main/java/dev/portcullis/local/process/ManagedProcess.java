// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One child process: started, watched, started again a bounded number of times when it dies, and stopped.
public final class ManagedProcess {

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration BEFORE_RESTART = Duration.ofMillis(500);
    private static final long LARGEST_LOG = 20L * 1024 * 1024;

    private final ProcessPlan plan;
    private final Path log;
    private final PidFile pidFile;
    private final Consumer<String> report;
    private final Clock clock;
    private final RestartBudget budget;
    private volatile @Nullable Process process;
    private volatile boolean stopping;

    /// A process that is not started yet.
    ///
    /// @param logs the folder of log files
    /// @param run the folder of pid files
    /// @param report takes one line for people whenever something happens to the process
    public ManagedProcess(ProcessPlan plan, Path logs, Path run, Consumer<String> report, Clock clock) {
        this.plan = plan;
        this.log = logs.resolve(plan.name() + ".log");
        this.pidFile = new PidFile(run.resolve(plan.name() + ".pid"));
        this.report = report;
        this.clock = clock;
        this.budget = new RestartBudget(clock);
    }

    /// Its name.
    public String name() {
        return plan.name();
    }

    /// Starts it and returns when it is ready.
    ///
    /// @throws StartFailed if it ends or does not get ready in time
    public void start() throws InterruptedException {
        Instant begin = clock.instant();
        Process started = launch();
        awaitReadiness(started, begin);
        watch(started);
        report.accept("%-9s ready after %.1f s (pid %d)"
                .formatted(plan.name(), Duration.between(begin, clock.instant()).toMillis() / 1000.0, started.pid()));
    }

    private synchronized Process launch() {
        if (stopping) {
            throw new StartFailed(plan.name() + " was not started, because everything is being stopped");
        }
        try {
            setAsideLargeLog();
            ProcessBuilder builder = new ProcessBuilder(OwnSession.command(plan.command()))
                    .directory(plan.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // What tells the launcher its ports would reach the services as settings of theirs:
            // PORTCULLIS_POSTGRES_PORT
            // is `portcullis.postgres.port` to Spring, and it beats the settings file.
            builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
            builder.environment().putAll(plan.environment());
            Process started = builder.start();
            process = started;
            pidFile.write(started.toHandle());
            return started;
        } catch (IOException e) {
            throw new StartFailed(plan.name() + " could not be started: " + e.getMessage(), e);
        }
    }

    private void setAsideLargeLog() throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void awaitReadiness(Process started, Instant begin) throws InterruptedException {
        while (!plan.readiness().isReady()) {
            if (started.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                pidFile.delete();
                throw new StartFailed("%s ended with status %d while starting. The end of %s:%n%s"
                        .formatted(plan.name(), started.exitValue(), log, LogTail.of(log)));
            }
            if (Duration.between(begin, clock.instant()).compareTo(START_PATIENCE) > 0) {
                throw new StartFailed("%s was not ready after %d s. The end of %s:%n%s"
                        .formatted(plan.name(), START_PATIENCE.toSeconds(), log, LogTail.of(log)));
            }
        }
    }

    private void watch(Process running) {
        Thread.startVirtualThread(() -> {
            try {
                running.waitFor();
                died(running);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void died(Process ended) throws InterruptedException {
        pidFile.delete();
        if (stopping) {
            return;
        }
        report.accept("%-9s ended by itself (%s)".formatted(plan.name(), cause(ended.exitValue())));
        try {
            Thread.sleep(BEFORE_RESTART);
            if (!budget.spend()) {
                report.accept("%-9s died %d times in %d minutes and is left alone; see %s"
                        .formatted(plan.name(), RestartBudget.RESTARTS + 1, RestartBudget.WINDOW.toMinutes(), log));
                return;
            }
            report.accept("%-9s is started again".formatted(plan.name()));
            start();
        } catch (StartFailed e) {
            retryAfter(e);
        }
    }

    /// A restart that failed is one more death: the same budget bounds it.
    private void retryAfter(StartFailed failure) {
        Process last = process;
        if (stopping || last == null) {
            return;
        }
        report.accept(String.valueOf(failure.getMessage()));
        last.destroyForcibly();
        watch(last);
    }

    private static String cause(int status) {
        return status > 128 ? "signal " + (status - 128) : "status " + status;
    }

    /// Stops it, forcibly if it does not end in time. Returns when it is gone.
    public void stop() {
        stopping = true;
        Process running;
        synchronized (this) {
            running = process;
        }
        if (running == null || !running.isAlive()) {
            return;
        }
        Stopping.stop(running.toHandle(), plan.stopSignal(), STOP_PATIENCE);
        pidFile.delete();
    }
}
