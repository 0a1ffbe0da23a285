// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.kafka.KafkaClients;
import dev.portcullis.audit.kafka.TopicSetup;
import dev.portcullis.audit.log.TransparencyLog;
import dev.portcullis.contracts.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Polls Kafka as long as the service runs. Any failure ends the consumer; a new one starts from what the
/// database says.
@Component
class KafkaIngest implements SmartLifecycle, HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(KafkaIngest.class);

    // Where so much waits, nothing more has to gather.
    private static final int GATHERED_BYTES = 512 << 10;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final KafkaClients clients;
    private final TopicSetup topics;
    private final IngestProperties properties;
    private final Ingestion ingestion;
    private final OffsetTable offsets;
    private final TransparencyLog transparencyLog;
    private final Findings findings;
    private final TransactionTemplate transaction;
    private final IngestMetrics metrics;
    private final IngestTraces traces;
    private final Clock clock;

    private volatile boolean running;
    private volatile @Nullable Consumer<String, byte[]> current;
    private volatile Instant lastRound = Instant.EPOCH;
    private @Nullable Thread thread;

    @SuppressWarnings("checkstyle:ParameterNumber") // it hands most of them on to one consumer after the other
    KafkaIngest(
            KafkaClients clients,
            TopicSetup topics,
            IngestProperties properties,
            Ingestion ingestion,
            OffsetTable offsets,
            TransparencyLog transparencyLog,
            Findings findings,
            TransactionTemplate transaction,
            IngestMetrics metrics,
            IngestTraces traces,
            Clock clock) {
        this.clients = clients;
        this.topics = topics;
        this.properties = properties;
        this.ingestion = ingestion;
        this.offsets = offsets;
        this.transparencyLog = transparencyLog;
        this.findings = findings;
        this.transaction = transaction;
        this.metrics = metrics;
        this.traces = traces;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("kafka-ingest").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread working = thread;
        if (working != null) {
            try {
                working.join(STOP);
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
        while (running) {
            try {
                topics.createMissing();
                consume();
            } catch (WakeupException e) {
                // Only `stop` wakes the consumer up.
            } catch (FencedException e) {
                log.atInfo().log("partition taken over by another instance");
            } catch (RuntimeException e) {
                metrics.failed();
                log.atWarn().setCause(e).log("ingestion interrupted, starting over");
                pause();
            }
        }
    }

    private void consume() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, properties.group(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.maxRecords(),
                ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHERED_BYTES,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        Math.toIntExact(properties.gatherFor().toMillis()));
        try (Consumer<String, byte[]> consumer = clients.consumer(settings)) {
            current = consumer;
            Positions positions = new Positions(consumer, offsets, transparencyLog, findings, transaction);
            consumer.subscribe(List.of(Topics.AUDIT, Topics.RECORDING), positions);
            while (running) {
                round(consumer, positions);
            }
        } finally {
            current = null;
        }
    }

    private void round(Consumer<String, byte[]> consumer, Positions positions) {
        ConsumerRecords<String, byte[]> delivered = consumer.poll(POLL);
        if (!delivered.isEmpty()) {
            // Events for themselves, and first: they are stored even while the store of recordings is away.
            store(delivered, Topics.AUDIT, positions);
            store(delivered, Topics.RECORDING, positions);
            // For dashboards only; where to go on is in the database.
            consumer.commitAsync();
        }
        metrics.lag(lag(consumer));
        lastRound = clock.instant();
    }

    private void store(ConsumerRecords<String, byte[]> delivered, String topic, Positions positions) {
        List<OffsetTable.Move> moves = positions.moves(delivered).stream()
                .filter(move -> move.topic().equals(topic))
                .toList();
        if (!moves.isEmpty()) {
            Ingestion.Stored stored = ingestion.ingest(delivered.records(topic), moves);
            positions.moved(moves);
            metrics.stored(stored);
            traces.stored(stored);
        }
    }

    private static long lag(Consumer<String, byte[]> consumer) {
        long lag = 0;
        for (var partition : consumer.assignment()) {
            OptionalLong behind = consumer.currentLag(partition);
            lag += behind.orElse(0);
        }
        return lag;
    }

    private void pause() {
        try {
            Thread.sleep(properties.retryAfter());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Health health() {
        Duration silence = Duration.between(lastRound, clock.instant());
        return silence.compareTo(SILENCE) < 0
                ? Health.up().build()
                : Health.down()
                        .withDetail("reason", "no round of ingestion has succeeded lately")
                        .build();
    }
}
