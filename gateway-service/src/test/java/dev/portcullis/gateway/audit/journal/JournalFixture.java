// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What the tests of the journal have in common: small limits, numbered records, a disk that fails on demand.
final class JournalFixture {
    static final JournalLimits LIMITS =
            new JournalLimits(2L * Frame.MAX_BYTES, 64 << 20, 32 << 20, 0, Duration.ofMillis(20));

    private JournalFixture() {}

    static Journal open(Path directory) throws IOException {
        return Journal.open(directory, LIMITS, 0, _ -> {});
    }

    static Frame frame(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Frame.Headers headers = Frame.Headers.startingWith(null).add("ce_id", value.substring(0, 1));
        return Frame.of(Destination.AUDIT, "key", headers, bytes, bytes.length);
    }

    /// Appends and waits until it is synced; throws what it failed with.
    static long append(Journal journal, Frame... frames) throws Exception {
        CompletableFuture<Long> end = new CompletableFuture<>();
        journal.append(List.of(frames), false, completing(end));
        return end.get(60, TimeUnit.SECONDS);
    }

    static Appended completing(CompletableFuture<Long> end) {
        return new Appended() {
            @Override
            public void synced(long position) {
                end.complete(position);
            }

            @Override
            public void failed(Throwable cause) {
                end.completeExceptionally(cause);
            }
        };
    }

    /// All values from a position to the end, as the shipper would read them.
    static List<String> values(Journal journal, long from) throws IOException {
        List<String> values = new ArrayList<>();
        try (JournalReader reader = new JournalReader(journal, from)) {
            for (var block = reader.next(); block != null; block = reader.next()) {
                int start = block.position();
                values.add(new String(Frame.read(block).value(), StandardCharsets.UTF_8));
                reader.passed(block.position() - start);
            }
        }
        return values;
    }

    static Producer<byte[], byte[]> producer(String brokers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "max.block.ms",
                10_000,
                "reconnect.backoff.max.ms",
                500);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// A disk whose syncs and space a test decides.
    static final class FakeDisk implements Disk {
        volatile boolean failing;
        volatile long free = Long.MAX_VALUE;

        @Override
        public void sync(FileChannel file) throws IOException {
            if (failing) {
                throw new IOException("the disk is gone");
            }
            file.force(false);
        }

        @Override
        public long freeBytes(Path directory) {
            return free;
        }
    }
}
