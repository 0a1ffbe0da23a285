// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// The producing side of the topics that the audit service reads, and a look at those it writes.
final class Gateway implements AutoCloseable {

    private final KafkaBroker broker;
    private final KafkaProducer<String, byte[]> producer;

    Gateway(KafkaBroker broker) {
        this.broker = broker;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        // A topic that was made just now may refuse the first batch and take the second, out of order.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    void emit(Chain chain, byte[]... events) {
        for (byte[] event : events) {
            send(new ProducerRecord<>(Topics.AUDIT, chain.id, event));
        }
        producer.flush();
    }

    void emitLater(Chain chain, byte[] event) {
        send(new ProducerRecord<>(Topics.AUDIT, chain.id, event));
    }

    void flush() {
        producer.flush();
    }

    void emitRaw(String key, byte[] value) {
        send(new ProducerRecord<>(Topics.AUDIT, key, value));
        producer.flush();
    }

    void record(String sessionId, String chunkId, int number, String lines) {
        recordRaw(sessionId, chunkId, Integer.toString(number), gzip(lines));
    }

    void recordRaw(String sessionId, String chunkId, String number, byte[] value) {
        ProducerRecord<String, byte[]> chunk = new ProducerRecord<>(Topics.RECORDING, sessionId, value);
        chunk.headers().add(new RecordHeader("ce_id", chunkId.getBytes(StandardCharsets.UTF_8)));
        chunk.headers().add(new RecordHeader("portcullis_chunk", number.getBytes(StandardCharsets.UTF_8)));
        send(chunk);
        producer.flush();
    }

    void send(ProducerRecord<String, byte[]> message) {
        var _ = producer.send(message, (_, failure) -> {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        });
    }

    static byte[] gzip(String lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /// Everything that is on a topic now.
    List<ConsumerRecord<String, byte[]>> all(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
