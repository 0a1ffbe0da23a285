// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.KafkaBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With a real broker, a real outage and a process that is really killed.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ShipperTest {
    private static KafkaBroker broker;

    @TempDir
    Path directory;

    private long before;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(Topics.AUDIT, 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void remember() {
        before = end();
    }

    @Test
    void shipsInOrderAndKnowsItAfterARestart() throws Exception {
        try (Running gateway = new Running(directory)) {
            for (int i = 0; i < 50; i++) {
                JournalFixture.append(gateway.journal, JournalFixture.frame("record " + i));
            }
            gateway.drain();
        }
        try (Running gateway = new Running(directory)) {
            JournalFixture.append(gateway.journal, JournalFixture.frame("record 50"));
            gateway.drain();
        }
        assertThat(received())
                .isEqualTo(IntStream.rangeClosed(0, 50)
                        .mapToObj(i -> "record " + i)
                        .toList());
    }

    @Test
    void keepsTryingInOrderWhileKafkaIsAway() throws Exception {
        try (Running gateway = new Running(directory)) {
            JournalFixture.append(gateway.journal, JournalFixture.frame("1"));
            gateway.drain();
            broker.stopBroker();
            for (int i = 2; i <= 20; i++) {
                JournalFixture.append(gateway.journal, JournalFixture.frame(String.valueOf(i)));
            }
            Thread.sleep(3_000);
            assertThat(gateway.journal.lagBytes()).isPositive();
            assertThat(gateway.shipper.stalledSeconds()).isGreaterThan(1);
            broker.startBroker();
            gateway.drain();
            assertThat(gateway.shipper.stalledSeconds()).isZero();
        } finally {
            broker.startBroker();
        }
        assertThat(new LinkedHashSet<>(received()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 20).mapToObj(String::valueOf).toList());
    }

    @Test
    void failsWhoWaitsForAnAcknowledgementThatDoesNotCome() throws Exception {
        try (Running gateway = new Running(directory)) {
            broker.stopBroker();
            long end = JournalFixture.append(gateway.journal, JournalFixture.frame("late"));
            CompletableFuture<Long> acknowledged = new CompletableFuture<>();
            gateway.shipper.whenAcknowledged(end, JournalFixture.completing(acknowledged));
            Thread.sleep(1_100);
            gateway.shipper.settleAwaited();
            assertThatThrownBy(() -> acknowledged.get(1, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            broker.startBroker();
            gateway.drain();

            CompletableFuture<Long> again = new CompletableFuture<>();
            long next = JournalFixture.append(gateway.journal, JournalFixture.frame("in time"));
            gateway.shipper.whenAcknowledged(next, JournalFixture.completing(again));
            gateway.drain();
            assertThat(again.get(60, TimeUnit.SECONDS)).isEqualTo(next);
        } finally {
            broker.startBroker();
        }
        assertThat(received()).contains("late", "in time");
    }

    /// SIGKILL at some moment between the journal and Kafka: nothing that was called durable is missing afterwards, the
    /// order holds, and what was sent twice is the same.
    @Test
    void losesNothingWhenTheProcessIsKilled() throws Exception {
        int durable = killAfter(3_000);

        try (Running gateway = new Running(directory)) {
            gateway.drain();
        }
        List<String> received = received();
        Set<String> distinct = new LinkedHashSet<>(received);
        assertThat(distinct).hasSizeGreaterThan(durable);
        assertThat(distinct)
                .containsExactlyElementsOf(IntStream.range(0, distinct.size())
                        .mapToObj(i -> i + " of the victim")
                        .toList());
    }

    /// Lets another process journal and ship, and kills it as soon as it has called so many records durable.
    private int killAfter(int records) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString(),
                        broker.bootstrapServers())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int last = -1;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches("[0-9]+")) {
                    last = Integer.parseInt(line);
                }
                if (last == records && victim.isAlive()) {
                    victim.toHandle().destroyForcibly();
                }
            }
        } finally {
            victim.destroyForcibly();
        }
        victim.waitFor();
        assertThat(last).isGreaterThanOrEqualTo(records);
        return last;
    }

    private List<String> received() {
        List<String> values = new ArrayList<>();
        long end = end();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(Topics.AUDIT, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, before);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    private static long end() {
        try (KafkaConsumer<String, String> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(Topics.AUDIT, 0);
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private static KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /// The journal and the shipper of one gateway.
    private static final class Running implements AutoCloseable {
        private final Journal journal;
        private final Shipper shipper;

        Running(Path directory) throws IOException {
            ShipPosition position = ShipPosition.open(directory);
            journal = Journal.open(directory, JournalFixture.LIMITS, position.read(), _ -> {});
            shipper = new Shipper(
                    journal, position, () -> JournalFixture.producer(broker.bootstrapServers()), Duration.ofSeconds(1));
        }

        void drain() throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (journal.holdsUnshipped()) {
                assertThat(System.nanoTime()).as("shipped in time").isLessThan(deadline);
                Thread.sleep(20);
            }
        }

        @Override
        public void close() throws IOException {
            shipper.close();
            journal.close();
        }
    }
}
