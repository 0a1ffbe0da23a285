// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import static dev.portcullis.gateway.audit.journal.JournalFixture.LIMITS;
import static dev.portcullis.gateway.audit.journal.JournalFixture.append;
import static dev.portcullis.gateway.audit.journal.JournalFixture.completing;
import static dev.portcullis.gateway.audit.journal.JournalFixture.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private final JournalFixture.FakeDisk disk = new JournalFixture.FakeDisk();

    @TempDir
    Path directory;

    @Test
    void keepsRecordsInTheirOrderOverARestart() throws Exception {
        try (Journal journal = JournalFixture.open(directory)) {
            append(journal, frame("one"), frame("two"));
            append(journal, frame("three"));
        }
        try (Journal journal = JournalFixture.open(directory)) {
            append(journal, frame("four"));
            assertThat(JournalFixture.values(journal, 0)).containsExactly("one", "two", "three", "four");
        }
    }

    /// A sync of its own for each of them would be one more per round. Where this machine took longer from one sync
    /// until the next intent than records may gather, there may have been one.
    @Test
    void letsRecordsThatNobodyWaitsForGoWithTheNextOneThatSomebodyWaitsFor() throws Exception {
        AtomicInteger syncs = new AtomicInteger();
        AtomicLong synced = new AtomicLong();
        int rounds = 0;
        int slow = 0;
        LongConsumer noting = _ -> {
            syncs.incrementAndGet();
            synced.set(System.nanoTime());
        };
        try (Journal journal = Journal.open(directory, LIMITS, 0, noting)) {
            append(journal, frame("first"));
            while (rounds - slow < 20) {
                rounds++;
                long before = synced.get();
                journal.append(List.of(frame("outcome")), true, completing(new CompletableFuture<>()));
                // Long enough for a writer that would not wait, far shorter than one that does.
                Thread.sleep(2);
                CompletableFuture<Long> intent = new CompletableFuture<>();
                journal.append(List.of(frame("intent")), false, completing(intent));
                if (System.nanoTime() - before >= Journal.GATHER_NANOS) {
                    slow++;
                }
                intent.get(60, TimeUnit.SECONDS);
            }
            assertThat(JournalFixture.values(journal, 0)).hasSize(1 + 2 * rounds);
        }
        assertThat(syncs).hasValueLessThanOrEqualTo(1 + rounds + slow);
    }

    @Test
    void writesRecordsThatNobodyWaitsForAllTheSame() throws Exception {
        try (Journal journal = JournalFixture.open(directory)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Long> written = new CompletableFuture<>();
                journal.append(List.of(frame("outcome")), true, completing(written));
                assertThat(written.get(60, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(JournalFixture.values(journal, 0)).hasSize(3);
        }
    }

    @Test
    void goesOnInNewSegmentsAndDeletesThemOnlyWhenTheyAreShipped() throws Exception {
        String big = "x".repeat(300_000);
        try (Journal journal = JournalFixture.open(directory)) {
            long end = 0;
            for (int i = 0; i < 30; i++) {
                end = append(journal, frame(i + big));
            }
            assertThat(segments()).hasSizeGreaterThan(3);
            assertThat(JournalFixture.values(journal, 0)).hasSize(30);

            journal.release(end - 1);
            append(journal, frame("last"));
            eventually(() -> segments().size() <= 3);
            assertThat(JournalFixture.values(journal, end)).containsExactly("last");
        }
    }

    /// Whatever a crash leaves of the last write, what was synced before it is there, and nothing else is.
    @Test
    void cutsATornTailWhereverItIsTorn() throws Exception {
        try (Journal journal = JournalFixture.open(directory)) {
            append(journal, frame("kept-1"), frame("kept-2"));
            append(journal, frame("torn"));
        }
        Path segment = segments().getFirst();
        byte[] whole = Files.readAllBytes(segment);
        int kept = whole.length - frame("torn").size();
        for (int length = 0; length <= whole.length; length++) {
            Path torn = Files.createDirectories(directory.resolve("torn-" + length));
            Files.write(torn.resolve(segment.getFileName()), Arrays.copyOf(whole, length));
            List<String> all = List.of("kept-1", "kept-2", "torn");
            try (Journal journal = JournalFixture.open(torn)) {
                List<String> found = JournalFixture.values(journal, 0);
                assertThat(found).as("cut at %d", length).isEqualTo(all.subList(0, found.size()));
                assertThat(found)
                        .as("cut at %d", length)
                        .hasSizeGreaterThanOrEqualTo(length == whole.length ? 3 : length >= kept ? 2 : 0);
                append(journal, frame("after"));
                assertThat(JournalFixture.values(journal, 0))
                        .as("cut at %d", length)
                        .endsWith("after")
                        .hasSize(found.size() + 1);
            }
        }
    }

    @Test
    void neverTakesOldBytesBehindATornRecordForARecord() throws Exception {
        try (Journal journal = JournalFixture.open(directory)) {
            append(journal, frame("first"), frame("broken"), frame("ghost"));
        }
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[frame("first").size() + frame("broken").size() - 1] ^= 1;
        Files.write(segment, bytes);
        try (Journal journal = JournalFixture.open(directory)) {
            append(journal, frame("mended"));
            assertThat(JournalFixture.values(journal, 0)).containsExactly("first", "mended");
        }
        try (Journal journal = JournalFixture.open(directory)) {
            assertThat(JournalFixture.values(journal, 0)).containsExactly("first", "mended");
        }
    }

    @Test
    void reportsAFailedSyncAndTakesNothingUntilItWorksAgain() throws Exception {
        try (Journal journal = Journal.open(directory, LIMITS, 0, _ -> {}, disk)) {
            append(journal, frame("kept"));
            disk.failing = true;
            assertThatThrownBy(() -> append(journal, frame("lost")))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> append(journal, frame("refused"))).isInstanceOf(JournalRefusedException.class);

            disk.failing = false;
            eventually(() -> journal.refusing() == null);
            append(journal, frame("again"));
            assertThat(JournalFixture.values(journal, 0)).containsExactly("kept", "again");
        }
        try (Journal journal = JournalFixture.open(directory)) {
            assertThat(JournalFixture.values(journal, 0)).containsExactly("kept", "again");
        }
    }

    @Test
    void refusesCommandsWhenTheDiskRunsLowButTakesWhatHasHappened() throws Exception {
        JournalLimits limits = new JournalLimits(2L * Frame.MAX_BYTES, 1 << 20, 1 << 20, 1_000, Duration.ofMillis(20));
        disk.free = 999;
        try (Journal journal = Journal.open(directory, limits, 0, _ -> {}, disk)) {
            eventually(() -> journal.refusing() != null);
            assertThatThrownBy(() -> append(journal, frame("intent"))).isInstanceOf(JournalRefusedException.class);

            CompletableFuture<Long> outcome = new CompletableFuture<>();
            journal.append(List.of(frame("outcome")), true, completing(outcome));
            assertThat(outcome.get(60, TimeUnit.SECONDS)).isPositive();

            disk.free = 1_000;
            eventually(() -> journal.refusing() == null);
            append(journal, frame("intent"));
        }
    }

    @Test
    void refusesCommandsWhenTooMuchIsNotInKafkaAndGoesOnWhenItIs() throws Exception {
        JournalLimits limits = new JournalLimits(2L * Frame.MAX_BYTES, 1_000, 1 << 20, 0, Duration.ofMillis(20));
        try (Journal journal = Journal.open(directory, limits, 0, _ -> {}, disk)) {
            long end = append(journal, frame("x".repeat(900)));
            assertThatThrownBy(() -> append(journal, frame("y".repeat(60))))
                    .isInstanceOf(JournalRefusedException.class);
            CompletableFuture<Long> outcome = new CompletableFuture<>();
            journal.append(List.of(frame("z".repeat(60))), true, completing(outcome));
            outcome.get(60, TimeUnit.SECONDS);

            journal.release(end);
            append(journal, frame("y".repeat(60)));
        }
    }

    @Test
    void refusesARecordThatNoBrokerWouldTake() {
        assertThatThrownBy(() -> frame("x".repeat(Frame.MAX_BYTES))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isOpenedByOneGatewayOnly() throws Exception {
        try (Journal journal = JournalFixture.open(directory)) {
            append(journal, frame("mine"));
            assertThatThrownBy(() -> JournalFixture.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
        JournalFixture.open(directory).close();
    }

    @Test
    void writesWhatWaitsBeforeItCloses() throws Exception {
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        try (Journal journal = JournalFixture.open(directory)) {
            for (int i = 0; i < 1_000; i++) {
                CompletableFuture<Long> end = new CompletableFuture<>();
                journal.append(List.of(frame("record " + i)), false, completing(end));
                ends.add(end);
            }
        }
        assertThat(ends)
                .allMatch(CompletableFuture::isDone)
                .isSortedAccordingTo((a, b) -> a.join().compareTo(b.join()));
        try (Journal journal = JournalFixture.open(directory)) {
            assertThat(JournalFixture.values(journal, 0)).hasSize(1_000);
        }
    }

    @Test
    void survivesASegmentThatIsGone() throws Exception {
        try (Journal journal = JournalFixture.open(directory)) {
            for (int i = 0; i < 20; i++) {
                append(journal, frame(i + "x".repeat(300_000)));
            }
        }
        List<Path> files = segments();
        Files.move(files.get(1), directory.resolve("gone"), StandardCopyOption.ATOMIC_MOVE);
        try (Journal journal = JournalFixture.open(directory)) {
            assertThat(JournalFixture.values(journal, 0))
                    .hasSizeBetween(10, 19)
                    .last()
                    .asString()
                    .startsWith("19");
        }
    }

    private List<Path> segments() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
