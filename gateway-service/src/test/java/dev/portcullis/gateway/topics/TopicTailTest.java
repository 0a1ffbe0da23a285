// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// With a real broker that goes away and comes back.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TopicTailTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void hearsWhatComesFromNowOnAlsoOverAnOutage() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            KafkaProperties properties =
                    new KafkaProperties(broker.bootstrapServers(), Map.of(), 3, (short) 1, Duration.ofDays(1));
            try (TopicCreation _ = new TopicCreation(properties)) {
                awaitTopic(properties);
                send(properties, Topics.APPROVAL, "before");
                try (TopicTail _ = new TopicTail(Topics.APPROVAL, properties, this::hear)) {
                    awaitHearing(properties, "first");
                    broker.stopBroker();
                    Thread.sleep(1_500);
                    broker.startBroker();
                    awaitHearing(properties, "second");

                    // Once: whoever hears again misses nothing.
                    send(properties, Topics.APPROVAL, "third");
                    await("third");
                }
            }
            assertThat(heard).doesNotContain("before");
        }
    }

    @Test
    void makesTheTopicsAsTheyAreMeantToBe() throws Exception {
        KafkaProperties properties = new KafkaProperties(
                KafkaBroker.shared().bootstrapServers(), Map.of(), 3, (short) 1, Duration.ofDays(1));
        try (TopicCreation _ = new TopicCreation(properties);
                Admin admin = Admin.create(properties.clientSettings())) {
            awaitTopic(properties);
            var topics = admin.describeTopics(List.of(Topics.AUDIT, Topics.CONTROL))
                    .allTopicNames()
                    .get(60, TimeUnit.SECONDS);
            assertThat(topics.get(Topics.AUDIT).partitions()).hasSize(3);
            assertThat(topics.get(Topics.CONTROL).partitions()).hasSize(1);
        }
    }

    private void hear(List<byte[]> values) {
        values.forEach(value -> heard.add(new String(value, StandardCharsets.UTF_8)));
    }

    /// Sends until it is heard: a listener hears from the moment on at which it has found the topic.
    private void awaitHearing(KafkaProperties properties, String value) throws Exception {
        while (!heard.contains(value)) {
            send(properties, Topics.APPROVAL, value);
            Thread.sleep(100);
        }
    }

    private void await(String value) throws InterruptedException {
        while (!heard.contains(value)) {
            Thread.sleep(5);
        }
    }

    private static void awaitTopic(KafkaProperties properties) throws Exception {
        try (Admin admin = Admin.create(properties.clientSettings())) {
            while (!admin.listTopics().names().get(60, TimeUnit.SECONDS).contains(Topics.CONTROL)) {
                Thread.sleep(50);
            }
        }
    }

    private static void send(KafkaProperties properties, String topic, String value) throws Exception {
        Map<String, Object> settings = properties.clientSettings();
        settings.put("max.block.ms", "60000");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(60, TimeUnit.SECONDS);
        }
    }
}
