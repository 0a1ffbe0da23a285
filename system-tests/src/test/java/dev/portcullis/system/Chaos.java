// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Takes parts of a run away without warning, in an order and at moments that a seed makes. Nothing waits until all is
/// well again before the next thing goes wrong.
final class Chaos {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 4_000;
    private static final int PAUSE_MILLIS = 7_000;

    /// What happens how often. The launcher gives up on a part after five deaths in ten minutes.
    private static final List<Fault> ALL = List.of(
            Fault.GATEWAY_KILLED,
            Fault.OTHER_GATEWAY_KILLED,
            Fault.OTHER_GATEWAY_KILLED,
            Fault.BROKER_KILLED,
            Fault.BROKER_KILLED,
            Fault.BROKER_PAUSED,
            Fault.BROKER_PAUSED,
            Fault.AUDIT_KILLED,
            Fault.AUDIT_KILLED,
            Fault.STORE_KILLED,
            Fault.STORE_KILLED,
            Fault.DISK_FULL);

    enum Fault {
        GATEWAY_KILLED,
        OTHER_GATEWAY_KILLED,
        BROKER_KILLED,
        BROKER_PAUSED,
        AUDIT_KILLED,
        STORE_KILLED,
        DISK_FULL
    }

    private final RunningPortcullis portcullis;
    private final SecondInstance other;
    private final Ballast ballast;
    private final Runnable untilRefused;
    private final Random random;

    /// @param other the gateway whose journal lies on the disk that gets full
    /// @param ballast what fills it
    /// @param untilRefused waits until clients of that gateway are refused
    Chaos(RunningPortcullis portcullis, SecondInstance other, Ballast ballast, Runnable untilRefused, long seed) {
        this.portcullis = portcullis;
        this.other = other;
        this.ballast = ballast;
        this.untilRefused = untilRefused;
        this.random = new Random(seed);
    }

    /// Everything once or twice. At the end all parts run again, if not yet all are well.
    void happen() throws InterruptedException {
        List<Fault> order = new ArrayList<>(ALL);
        Collections.shuffle(order, random);
        for (Fault fault : order) {
            Thread.sleep(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
            System.out.println("Chaos at " + Instant.now() + ": " + fault);
            happen(fault);
        }
        awaitAllHealthy();
    }

    private void happen(Fault fault) throws InterruptedException {
        switch (fault) {
            case GATEWAY_KILLED -> kill("gateway");
            case OTHER_GATEWAY_KILLED -> other.killAndStart();
            case BROKER_KILLED -> kill("kafka");
            case BROKER_PAUSED -> {
                awaitRunning("kafka");
                portcullis.signal("kafka", "STOP");
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } finally {
                    portcullis.signal("kafka", "CONT");
                }
            }
            case AUDIT_KILLED -> {
                // One that cannot start for want of its database dies by itself, and the launcher counts that too.
                awaitRunning("store");
                kill("audit");
            }
            case STORE_KILLED -> {
                portcullis.awaitHealthy(portcullis.port("audit"));
                kill("store");
            }
            case DISK_FULL -> {
                other.awaitHealthy();
                try (ballast) {
                    ballast.load();
                    untilRefused.run();
                }
            }
        }
    }

    private void kill(String part) {
        awaitRunning(part);
        portcullis.kill(part);
    }

    private void awaitRunning(String part) {
        await(part + " runs").atMost(PATIENCE).until(() -> portcullis.runs(part));
    }

    void awaitAllHealthy() {
        for (String listener : List.of("policy", "approval", "audit", "gateway-management")) {
            portcullis.awaitHealthy(portcullis.port(listener));
        }
        other.awaitHealthy();
    }

    /// A file that takes the room on a journal's disk.
    record Ballast(Path file, long bytes) implements AutoCloseable {
        private static final int BLOCK = 1 << 20;

        void load() {
            file.toFile().deleteOnExit();
            byte[] block = new byte[BLOCK];
            try (OutputStream out = Files.newOutputStream(file)) {
                for (long written = 0; written < bytes; written += BLOCK) {
                    out.write(block);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
