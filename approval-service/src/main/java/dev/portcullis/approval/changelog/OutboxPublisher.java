// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Publishes the outbox to Kafka, oldest first, one instance at a time. A record may appear twice (a crash between
/// Kafka's acknowledgement and our commit) and is then the same to the byte. While Kafka is away nothing is lost and
/// nothing else waits.
@Component
public final class OutboxPublisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final int BATCH = 500;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Outbox outbox;
    private final KafkaConnection kafka;
    private final KafkaProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Semaphore work = new Semaphore(0);
    private @Nullable Producer<String, byte[]> producer;
    private volatile boolean running;
    private @Nullable Thread thread;
    private boolean failing;

    OutboxPublisher(
            Outbox outbox,
            KafkaConnection kafka,
            KafkaProperties properties,
            TransactionTemplate transaction,
            Clock clock,
            MeterRegistry meters) {
        this.outbox = outbox;
        this.kafka = kafka;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
        Gauge.builder("portcullis.outbox.backlog", outbox, Outbox::backlog)
                .description("records committed but not yet published")
                .register(meters);
    }

    @EventListener(ChangeLog.Committed.class)
    void wake() {
        work.release();
    }

    @Override
    public void start() {
        // Before the thread is started: it stops as soon as it finds that it should not run.
        running = true;
        thread = Thread.ofPlatform().name("outbox-publisher").daemon().start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread stopping = thread;
        if (stopping != null) {
            stopping.interrupt();
            try {
                stopping.join(properties.deliveryTimeout());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        try {
            while (isRunning()) {
                if (!publishAll()) {
                    Thread.sleep(RETRY);
                }
                if (work.tryAcquire(properties.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                    work.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            log.debug("outbox publisher stops");
        } finally {
            dropProducer();
        }
    }

    private boolean publishAll() throws InterruptedException {
        try {
            int sent = BATCH;
            while (sent == BATCH) {
                sent = publishBatch();
            }
            reportRecovery();
            return true;
        } catch (InterruptException e) {
            throw new InterruptedException();
        } catch (RuntimeException e) {
            // Whatever is still under way must not be delivered after what the next round sends.
            dropProducer();
            reportOutage(e);
            return false;
        }
    }

    /// Publishes the oldest records, if no other instance is at it; returns how many.
    int publishBatch() {
        return Objects.requireNonNull(transaction.execute(status -> {
            if (!outbox.lead()) {
                return 0;
            }
            List<Outbox.Message> messages = outbox.unpublished(BATCH);
            if (!messages.isEmpty()) {
                send(messages);
                outbox.published(messages, clock.instant());
            }
            return messages.size();
        }));
    }

    private void send(List<Outbox.Message> messages) {
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

    private void dropProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private void reportOutage(RuntimeException why) {
        if (!failing) {
            failing = true;
            log.atWarn().setCause(why).log("outbox is not being published, changes go on and will be published later");
        }
    }

    private void reportRecovery() {
        if (failing) {
            failing = false;
            log.info("outbox is published again");
        }
    }
}
