// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private ManagedProcess process;

    @AfterEach
    void stop() {
        process.stop();
    }

    @Test
    void isFoundByItsPidFileWhileItRuns() throws Exception {
        process = process("exec sleep 60", () -> true);
        process.start();

        assertThat(pidFile().living()).isPresent();
        assertThat(said).anySatisfy(line -> assertThat(line).contains("sleeper", "ready after"));
    }

    @Test
    void isStartedAgainWhenItIsKilled() throws Exception {
        process = process("exec sleep 60", () -> true);
        process.start();
        ProcessHandle first = pidFile().living().orElseThrow();

        first.destroyForcibly();

        await(() -> pidFile().living().filter(now -> now.pid() != first.pid()).isPresent());
        assertThat(said).anySatisfy(line -> assertThat(line).contains("ended by itself (signal 9)"));
    }

    @Test
    void isLeftAloneWhenItKeepsDying() throws Exception {
        Path starts = directory.resolve("starts");
        process = process("echo x >> " + starts + "; sleep 0.2; exit 3", () -> true);
        process.start();

        await(() -> said.stream().anyMatch(line -> line.contains("left alone")));
        assertThat(Files.readAllLines(starts)).hasSize(1 + RestartBudget.RESTARTS);
        assertThat(pidFile().living()).isEmpty();
    }

    @Test
    void showsTheEndOfTheLogWhenItDoesNotStart() {
        process = process("echo the disk is on fire; exit 3", () -> false);

        assertThatThrownBy(process::start)
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("sleeper ended with status 3")
                .hasMessageContaining("the disk is on fire");
    }

    @Test
    void isGoneAfterStoppingEvenIfItDoesNotListen() throws Exception {
        process = process("exec sleep 60", () -> true);
        process.start();
        ProcessHandle running = pidFile().living().orElseThrow();

        process.stop();

        assertThat(running.isAlive()).isFalse();
        assertThat(pidFile().living()).isEmpty();
        assertThat(said).noneSatisfy(line -> assertThat(line).contains("ended by itself"));
    }

    @Test
    void isNotStartedWhileEverythingIsBeingStopped() {
        process = process("exec sleep 60", () -> true);
        process.stop();

        assertThatThrownBy(process::start).isInstanceOf(StartFailed.class);
    }

    private ManagedProcess process(String script, Readiness readiness) {
        ProcessPlan plan = new ProcessPlan(
                "sleeper", List.of("sh", "-c", script), Map.of(), directory, readiness, ProcessPlan.StopSignal.TERM);
        return new ManagedProcess(plan, directory, directory, said::add, Clock.systemUTC());
    }

    private PidFile pidFile() {
        return new PidFile(directory.resolve("sleeper.pid"));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
