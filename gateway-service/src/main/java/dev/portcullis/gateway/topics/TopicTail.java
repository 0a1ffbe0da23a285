// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens to all partitions of a topic from now on. No consumer group: every gateway hears everything. After an outage
/// it goes on where it was.
public final class TopicTail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final Duration LOOKUP = Duration.ofSeconds(2);
    private static final long RETRY_MILLIS = 1_000;
    private static final long LOOKUP_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String topic;
    private final KafkaProperties properties;
    private final Listener listener;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile boolean closing;
    private boolean listening;

    /// Starts to listen, in the background.
    public TopicTail(String topic, KafkaProperties properties, Listener listener) {
        this.topic = topic;
        this.properties = properties;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("tail-" + topic).daemon().start(this::listenUntilClosed);
    }

    @Override
    public void close() {
        closing = true;
        KafkaConsumer<String, byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            if (!thread.join(CLOSE)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void listenUntilClosed() {
        while (!closing) {
            try (KafkaConsumer<String, byte[]> connected = new KafkaConsumer<>(settings())) {
                consumer = connected;
                listen(connected);
            } catch (InterruptException | WakeupException _) {
                // close() asks to stop; the loop's condition says so.
            } catch (KafkaException e) {
                log.atWarn().setCause(e).addKeyValue("topic", topic).log("topic lost; listening again soon");
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    private void listen(KafkaConsumer<String, byte[]> consumer) {
        long lookedUp = 0;
        while (!closing) {
            if (positions.isEmpty() || consumer.assignment().isEmpty() || System.nanoTime() - lookedUp > LOOKUP_NANOS) {
                lookedUp = System.nanoTime();
                if (!assign(consumer)) {
                    pause();
                    continue;
                }
            }
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                hand(records);
                consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
            }
        }
    }

    /// Assigns all partitions there are by now: those known before go on where they were, the first ones at their end,
    /// later ones at their beginning.
    private boolean assign(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            return !consumer.assignment().isEmpty();
        }
        if (partitions.size() == consumer.assignment().size()) {
            return true;
        }
        Map<TopicPartition, Long> found = new HashMap<>();
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long position = positions.get(partition);
            if (position != null) {
                consumer.seek(partition, position);
            } else if (positions.isEmpty()) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
            // Asked for now: a record that comes after this moment must not be jumped over.
            found.put(partition, consumer.position(partition));
        }
        positions.putAll(found);
        if (!listening) {
            listening = true;
            log.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partitions", partitions.size())
                    .log("listening");
        }
        return true;
    }

    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
        try {
            return consumer.partitionsFor(topic, LOOKUP).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
        } catch (TimeoutException e) {
            log.atDebug().setCause(e).addKeyValue("topic", topic).log("Kafka does not answer");
            return List.of();
        }
    }

    private void hand(ConsumerRecords<String, byte[]> records) {
        List<byte[]> values = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.value() != null) {
                values.add(record.value());
            }
        }
        try {
            listener.heard(values);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("topic", topic).log("a record was not understood");
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(properties.clientSettings());
        settings.put("key.deserializer", StringDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "latest");
        settings.put("allow.auto.create.topics", false);
        settings.put("isolation.level", "read_committed");
        settings.put("default.api.timeout.ms", 5_000);
        settings.put("request.timeout.ms", 5_000);
        settings.put("client.id", "gateway-" + topic);
        return settings;
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException _) {
            // close() asks to stop; the loop's condition says so.
        }
    }

    /// Who listens.
    public interface Listener {
        /// Records in the order of their partitions, on the listening thread.
        void heard(List<byte[]> values);
    }
}
