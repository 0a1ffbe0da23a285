// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.contracts.control.PolicyChanged;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
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
import org.springframework.core.NestedRuntimeException;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Publishes the outbox, one record after the other and each acknowledged before the next, and repeats the current
/// version in between. One thread does both, so a heartbeat does not overtake the change it would announce.
@Component
final class OutboxPublisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final long PAUSE_AFTER_FAULT_MILLIS = 500;

    private final Outbox outbox;
    private final KafkaConnection kafka;
    private final KafkaProperties properties;
    private final JsonMapper json;
    private final Clock clock;
    private final CurrentVersion currentVersion;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;
    private boolean storeFails;
    private Instant nextHeartbeat = Instant.EPOCH;

    OutboxPublisher(
            Outbox outbox,
            KafkaConnection kafka,
            KafkaProperties properties,
            JsonMapper json,
            Clock clock,
            CurrentVersion currentVersion) {
        this.outbox = outbox;
        this.kafka = kafka;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
        this.currentVersion = currentVersion;
    }

    @Override
    public void start() {
        stopped = false;
        thread = Thread.ofPlatform().name("outbox").start(this::run);
    }

    @Override
    public void stop() {
        stopped = true;
        wakeUps.release();
        Thread running = thread;
        if (running != null) {
            joinQuietly(running);
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @EventListener
    void on(Committed committed) {
        wakeUps.release();
    }

    private void run() {
        boolean failing = false;
        while (!stopped) {
            try (Producer<String, byte[]> producer = producer()) {
                if (failing) {
                    log.atInfo().log("publishing works again");
                    failing = false;
                }
                publishUntilStopped(producer);
            } catch (RuntimeException e) {
                if (!failing && !stopped) {
                    log.atWarn().setCause(e).log("publishing fails, records wait in the outbox");
                }
                failing = true;
                pause(PAUSE_AFTER_FAULT_MILLIS);
            }
        }
    }

    private Producer<String, byte[]> producer() {
        kafka.createTopics();
        return kafka.producer();
    }

    private void publishUntilStopped(Producer<String, byte[]> producer) {
        while (!stopped) {
            // Read before the outbox: once that is empty, the change that made this version has been published.
            OptionalLong version = currentVersion.currentVersion();
            if (!publishOldest(producer)) {
                beat(producer, version);
                pause(properties.pollInterval().toMillis());
            }
        }
    }

    private boolean publishOldest(Producer<String, byte[]> producer) {
        try {
            boolean published = outbox.takeOldest(
                    record -> send(producer, record.topic(), record.recordKey(), record.headers(), record.value()));
            storeFails = false;
            return published;
        } catch (NestedRuntimeException e) {
            // Decisions go on without the database, so the heartbeats that vouch for them do too.
            if (!storeFails) {
                log.atWarn().setCause(e).log("the outbox cannot be read");
            }
            storeFails = true;
            return false;
        }
    }

    private void beat(Producer<String, byte[]> producer, OptionalLong version) {
        Instant now = clock.instant();
        // Without a loaded set there is nothing to vouch for: gateways notice the silence.
        if (version.isEmpty() || now.isBefore(nextHeartbeat)) {
            return;
        }
        byte[] value = json.writeValueAsBytes(new PolicyChanged(version.getAsLong(), "heartbeat", "", now));
        String headers = json.writeValueAsString(Map.of(AuditHeaders.CONTENT_TYPE, "application/json"));
        send(producer, Topics.POLICY, "heartbeat", headers, value);
        nextHeartbeat = now.plus(properties.heartbeatInterval());
    }

    private void send(Producer<String, byte[]> producer, String topic, String key, String headers, byte[] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        json.readValue(headers, new TypeReference<Map<String, String>>() {})
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            // Awaited one by one: a record that fails must not be overtaken by its successor.
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("a record was not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void joinQuietly(Thread running) {
        try {
            running.join(properties.deliveryTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(long millis) {
        try {
            if (wakeUps.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }
}
