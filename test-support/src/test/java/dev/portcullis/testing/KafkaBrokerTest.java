// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaBrokerTest {
    @Test
    void carriesRecordsInOrder() throws Exception {
        String servers = KafkaBroker.shared().bootstrapServers();
        send(servers, "carried", "one");
        send(servers, "carried", "two");
        assertThat(receive(servers, "carried", 2)).containsExactly("one", "two");
    }

    @Test
    void takesTransactionsLikeAWholeCluster() throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", KafkaBroker.shared().bootstrapServers(), "transactional.id", "test"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<?> sent = producer.send(new ProducerRecord<>("transacted", "kept"));
            producer.commitTransaction();
            sent.get(60, TimeUnit.SECONDS);
        }
        assertThat(receive(KafkaBroker.shared().bootstrapServers(), "transacted", 1))
                .containsExactly("kept");
    }

    @Test
    void isTheSameBrokerForAllAndStaysUp() {
        KafkaBroker shared = KafkaBroker.shared();
        assertThat(KafkaBroker.shared()).isSameAs(shared);
        assertThatThrownBy(shared::close).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(shared::stopBroker).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(shared::startBroker).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void goesAwayAndComesBackWithItsData() throws Exception {
        try (KafkaBroker own = KafkaBroker.start()) {
            String servers = own.bootstrapServers();
            send(servers, "kept", "before");

            own.stopBroker();
            assertThatThrownBy(() -> send(servers, "kept", "lost")).isInstanceOf(ExecutionException.class);

            own.startBroker();
            assertThat(own.bootstrapServers()).isEqualTo(servers);
            send(servers, "kept", "after");
            assertThat(receive(servers, "kept", 2)).containsExactly("before", "after");
        }
    }

    private static void send(String servers, String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "max.block.ms", "8000");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> receive(String servers, String topic, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers, "group.id", "reader-of-" + topic, "auto.offset.reset", "earliest");
        var received = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (received.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> received.add(record.value()));
            }
        }
        return received;
    }
}
