// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.kafka.KafkaClients;
import dev.portcullis.contracts.Topics;
import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.NoteException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.stereotype.Component;

/// The checkpoints as published on Kafka, out of the database's reach.
@Component
class CheckpointFeed {

    // Whoever can write to the topic can add garbage; what is not signed by the log's key is skipped, within this
    // bound.
    private static final long LOOK_BACK = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final Producer<String, byte[]> producer;

    CheckpointFeed(KafkaClients clients, Producer<String, byte[]> producer) {
        this.clients = clients;
        this.producer = producer;
    }

    /// The largest checkpoint published lately that the log's own key signed.
    Optional<Checkpoint> largest(Checkpoints checkpoints) {
        try (Consumer<String, byte[]> consumer =
                clients.consumer(Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()))) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.CHECKPOINT).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(
                    partition,
                    Math.max(begins.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - LOOK_BACK)));
            Optional<Checkpoint> largest = Optional.empty();
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                ConsumerRecords<String, byte[]> batch = consumer.poll(PATIENCE);
                if (batch.isEmpty()) {
                    throw new TimeoutException("published checkpoints cannot be read");
                }
                for (ConsumerRecord<String, byte[]> published : batch) {
                    largest = larger(largest, open(published, checkpoints));
                }
            }
            return largest;
        }
    }

    /// Publishes one; the callback is told whether it arrived.
    void publish(String origin, CheckpointTable.Stored checkpoint, Runnable arrived) {
        byte[] note = checkpoint.note().getBytes(StandardCharsets.UTF_8);
        var _ = producer.send(new ProducerRecord<>(Topics.CHECKPOINT, origin, note), (_, failure) -> {
            if (failure == null) {
                arrived.run();
            }
        });
    }

    private static Optional<Checkpoint> larger(Optional<Checkpoint> one, Optional<Checkpoint> other) {
        return Stream.concat(one.stream(), other.stream()).max(Comparator.comparingLong(Checkpoint::size));
    }

    private static Optional<Checkpoint> open(ConsumerRecord<String, byte[]> published, Checkpoints checkpoints) {
        if (published.value() == null) {
            return Optional.empty();
        }
        try {
            String note = new String(published.value(), StandardCharsets.UTF_8);
            return Optional.of(Checkpoint.open(note, checkpoints.verifiers()));
        } catch (NoteException e) {
            return Optional.empty();
        }
    }
}
