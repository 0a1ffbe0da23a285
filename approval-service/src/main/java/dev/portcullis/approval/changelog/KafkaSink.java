// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Publishes to Kafka. After a failure it begins again with a new producer, so that nothing of the old one arrives
/// after what the new one sends. Used by one thread.
@Component
final class KafkaSink implements RecordSink {

    private final KafkaConnection kafka;
    private @Nullable Producer<String, byte[]> producer;

    KafkaSink(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    @Override
    public void deliver(List<Outbox.Message> messages) {
        Producer<String, byte[]> to = producer();
        List<Future<?>> acknowledgements = new ArrayList<>(messages.size());
        for (Outbox.Message message : messages) {
            acknowledgements.add(to.send(record(message)));
        }
        for (Future<?> acknowledgement : acknowledgements) {
            try {
                acknowledgement.get();
            } catch (ExecutionException e) {
                throw new KafkaException("not acknowledged", e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private static ProducerRecord<String, byte[]> record(Outbox.Message message) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                message.topic(), message.key(), message.value().getBytes(StandardCharsets.UTF_8));
        message.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> current = producer;
        if (current == null) {
            kafka.createTopics();
            current = kafka.producer();
            producer = current;
        }
        return current;
    }

    @Override
    public void abandon() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
