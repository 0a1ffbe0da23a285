// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Prints how many records per second the journal makes durable for clients that each wait for their own record before
/// they send the next one. A program, not a test: run it on the disk in question, with a directory as its argument.
final class JournalThroughput {
    private static final int RECORD_BYTES = 1_300;
    private static final Duration TIME = Duration.ofSeconds(4);

    private JournalThroughput() {}

    public static void main(String[] arguments) throws Exception {
        Path parent = Files.createDirectories(Path.of(arguments[0]));
        for (int round = 0; round < 2; round++) {
            for (int clients : new int[] {1, 16, 64}) {
                measure(Files.createTempDirectory(parent, "journal-"), clients);
            }
        }
    }

    private static void measure(Path directory, int clients) throws Exception {
        JournalLimits limits = new JournalLimits(64 << 20, 8L << 30, 32 << 20, 0, Duration.ofSeconds(1));
        AtomicInteger syncs = new AtomicInteger();
        AtomicLong syncNanos = new AtomicLong();
        try (Journal journal = Journal.open(directory, limits, 0, nanos -> {
            syncs.incrementAndGet();
            syncNanos.addAndGet(nanos);
        })) {
            Frame frame = JournalFixture.frame("x".repeat(RECORD_BYTES));
            CountDownLatch done = new CountDownLatch(clients);
            long started = System.nanoTime();
            long deadline = started + TIME.toNanos();
            Client[] all = new Client[clients];
            for (int i = 0; i < clients; i++) {
                all[i] = new Client(journal, frame, deadline, done);
                all[i].send();
            }
            done.await();
            double seconds = (System.nanoTime() - started) / 1e9;
            long records = Arrays.stream(all).mapToLong(client -> client.count).sum();
            System.out.printf(
                    "clients %d: %,.0f records/s, %.1f per sync, %.0f us per write and sync, %.0f us per record%n",
                    clients,
                    records / seconds,
                    (double) records / syncs.get(),
                    syncNanos.get() / 1e3 / syncs.get(),
                    clients * seconds * 1e6 / records);
        }
    }

    /// Sends its next record when the last one is durable, as a session's event loop does.
    private static final class Client implements Appended {
        private final Journal journal;
        private final Frame frame;
        private final long deadline;
        private final CountDownLatch done;
        private long count;

        Client(Journal journal, Frame frame, long deadline, CountDownLatch done) {
            this.journal = journal;
            this.frame = frame;
            this.deadline = deadline;
            this.done = done;
        }

        void send() {
            try {
                journal.append(List.of(frame), false, this);
            } catch (JournalRefusedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void synced(long end) {
            count++;
            if (System.nanoTime() < deadline) {
                send();
            } else {
                done.countDown();
            }
        }

        @Override
        public void failed(Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }
}
