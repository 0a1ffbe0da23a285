// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.java;

import dev.portcullis.local.process.PidFile;
import dev.portcullis.local.process.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Makes the caches that are missing: each program is started once more and ended when it works, with the lowest
/// priority and one after the other. Whatever goes wrong here only means a slower start next time.
public final class Rehearsals {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    /// Long enough for the first round of whatever a program does at intervals.
    private static final Duration AFTER_READY = Duration.ofSeconds(3);
    private static final List<String> LOWEST_PRIORITY = List.of("nice", "-n", "19");

    private final StartupCaches caches;
    private final Path log;
    private final Path directory;
    private final Path run;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /// Rehearsals that write to a log and work in a folder of their own.
    ///
    /// @param caches where the results go
    /// @param log takes the programs' output
    /// @param directory a folder for whatever they write; its contents do not matter
    /// @param run the folder of pid files, by which a later run finds what a killed one left behind
    public Rehearsals(StartupCaches caches, Path log, Path directory, Path run) {
        this.caches = caches;
        this.log = log;
        this.directory = directory;
        this.run = run;
    }

    /// Whether a program has neither a cache nor failed to get one.
    public boolean isMissing(JavaProgram program) {
        return !Files.exists(caches.fileFor(program)) && !Files.exists(caches.failureOf(program));
    }

    /// Returns when the program has a cache or is known to get none, or after [#stop].
    public void run(Rehearsal rehearsal) throws IOException, InterruptedException {
        JavaProgram program = rehearsal.program();
        if (stopped || !isMissing(program)) {
            return;
        }
        Files.createDirectories(caches.directory());
        Files.createDirectories(directory);
        Path made = Files.createTempFile(caches.directory(), "unfinished-" + program.name(), ".aot");
        Files.delete(made);
        Process process = start(program, program.name(), List.of("-XX:AOTCacheOutput=" + made, "-Xlog:aot=off"));
        // A program that fails leaves a cache as well: of the way to its failure.
        boolean succeeded = play(process, rehearsal.ready());
        end(process, program.name());
        if (succeeded && !stopped && Files.exists(made)) {
            Files.move(made, caches.fileFor(program), StandardCopyOption.ATOMIC_MOVE);
            caches.forgetOthers(program);
        } else if (!stopped) {
            Files.writeString(caches.failureOf(program), "see " + log + "\n");
        }
        Files.deleteIfExists(made);
        Files.deleteIfExists(made.resolveSibling(made.getFileName() + ".config")); // stays when the making is cut short
    }

    /// Starts a program that others need while they rehearse.
    ///
    /// @param name names it among what is running
    /// @return the process, to be handed to [#end]
    public Process support(JavaProgram program, String name) throws IOException {
        return start(program, name, List.of());
    }

    /// Whether a process got ready before it ended, in time.
    public static boolean awaitReady(Process process, Readiness ready) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!ready.isReady()) {
            if (process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                return false;
            }
        }
        return true;
    }

    private Process start(JavaProgram program, String name, List<String> more) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(LOWEST_PRIORITY);
        command.addAll(program.command(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // the launcher's own variables would be read as settings
        builder.environment().keySet().removeIf(variable -> variable.startsWith("PORTCULLIS_"));
        Process process = builder.start();
        running.add(process);
        if (stopped) {
            kill(process); // it was not among those that were ended
        }
        pidFile(name).write(process.toHandle());
        return process;
    }

    /// Ends a process, at once.
    public void end(Process process, String name) {
        kill(process);
        running.remove(process);
        pidFile(name).delete();
    }

    private PidFile pidFile(String name) {
        return new PidFile(run.resolve("rehearsal-" + name + ".pid"));
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// The virtual machine writes the cache when it ends, and the asking to end comes from here unless the program ends
    /// by itself.
    private static boolean play(Process process, Optional<Readiness> ready) throws InterruptedException {
        if (ready.isEmpty()) {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        }
        if (!awaitReady(process, ready.get()) || process.waitFor(AFTER_READY.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        process.destroy();
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// Ends what runs, and begins nothing more.
    public void stop() {
        stopped = true;
        running.forEach(Rehearsals::kill);
    }
}
