// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import dev.portcullis.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The topics of a run, read from the first record to the one that was the last when it was asked, as anybody may who
/// has a broker's address here.
record AuditTopic(RunningPortcullis portcullis) {
    private static final Duration POLL = Duration.ofMillis(200);

    /// One event as it lies on the topic.
    ///
    /// @param text its bytes, which are UTF-8
    /// @param sha256 the digest of its bytes, in hexadecimal digits
    /// @param event what it says
    record Entry(String text, String sha256, JsonNode event) {
        static Entry of(byte[] value) {
            return new Entry(
                    new String(value, StandardCharsets.UTF_8),
                    digest(value),
                    JsonMapper.shared().readTree(value));
        }

        private static String digest(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has SHA-256", e);
            }
        }

        String id() {
            return event.path("metadata").path("uid").asString();
        }

        String chain() {
            return event.path("metadata").path("correlation_uid").asString();
        }

        long sequence() {
            return event.path("metadata").path("sequence").asLong();
        }

        String kind() {
            return details().path("kind").asString();
        }

        JsonNode details() {
            return event.path("unmapped").path("portcullis");
        }
    }

    /// All events, each partition in its order.
    List<Entry> events() {
        List<Entry> entries = new ArrayList<>();
        read(Set.of(Topics.AUDIT), record -> entries.add(Entry.of(record.value())));
        return entries;
    }

    /// Reads the records of some topics, each partition in its order.
    void read(Set<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
            List<TopicPartition> all = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(part -> new TopicPartition(part.topic(), part.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(all));
            while (true) {
                ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                if (ends.isEmpty()) {
                    return;
                }
                consumer.poll(POLL).forEach(each);
            }
        }
    }

    /// The names of all topics that are not the broker's own.
    Set<String> names() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
            Set<String> names = new java.util.TreeSet<>(consumer.listTopics().keySet());
            names.removeIf(name -> name.startsWith("__"));
            return names;
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                "bootstrap.servers", "127.0.0.1:" + portcullis.port("kafka"),
                "key.deserializer", ByteArrayDeserializer.class,
                "value.deserializer", ByteArrayDeserializer.class);
    }
}
