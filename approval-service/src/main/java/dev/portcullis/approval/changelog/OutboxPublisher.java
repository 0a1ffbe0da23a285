// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final RecordSink sink;
    private final KafkaProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Semaphore work = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;
    private boolean failing;

    OutboxPublisher(
            Outbox outbox,
            RecordSink sink,
            KafkaProperties properties,
            TransactionTemplate transaction,
            Clock clock,
            MeterRegistry meters) {
        this.outbox = outbox;
        this.sink = sink;
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
            sink.abandon();
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
            sink.abandon();
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
                sink.deliver(messages);
                outbox.published(messages, clock.instant());
            }
            return messages.size();
        }));
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
