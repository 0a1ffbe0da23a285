// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import dev.portcullis.audit.kafka.KafkaClients;
import dev.portcullis.contracts.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends every record of the audit topic to the collector, in the order of its partition, at least once. While the
/// collector is away nothing is read, so what waits lies in Kafka, and where to go on is what the group has committed:
/// only what was written to a connection that lived on.
///
/// It has nothing to do with storing: a collector that is away costs the SIEM time, and nobody else anything.
final class SyslogFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SyslogFeed.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_RECORDS = 200;
    /// A collector may take its time with each of them.
    private static final int POLL_INTERVAL_MILLIS = 60 * 60_000;

    private final SyslogProperties properties;
    private final KafkaClients clients;
    private final @Nullable SSLContext tls;
    private final SyslogMetrics metrics;
    private final JsonMapper json;
    private final Unsettled unsettled;
    private final Map<TopicPartition, Long> confirmed = new HashMap<>();

    private volatile boolean running;
    private volatile @Nullable Consumer<String, byte[]> current;
    private volatile @Nullable SyslogLink link;
    private @Nullable Thread thread;
    private long nextAttempt = System.nanoTime();
    private Duration retry;
    private long nextLag = System.nanoTime();

    /// @param tls who is believed; null for a connection in the clear
    SyslogFeed(
            SyslogProperties properties,
            KafkaClients clients,
            @Nullable SSLContext tls,
            SyslogMetrics metrics,
            JsonMapper json) {
        this.properties = properties;
        this.clients = clients;
        this.tls = tls;
        this.metrics = metrics;
        this.json = json;
        this.unsettled = new Unsettled(properties.settle().toNanos());
        this.retry = properties.retryAfter();
    }

    @Override
    public boolean isAutoStartup() {
        return properties.isOn();
    }

    @Override
    public void start() {
        running = true;
        metrics.begin();
        thread = Thread.ofPlatform().name("syslog-feed").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        SyslogLink open = link;
        if (open != null) {
            open.close();
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
            try (Consumer<String, byte[]> consumer = clients.consumer(Map.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    properties.group(),
                    ConsumerConfig.CLIENT_ID_CONFIG,
                    "audit-syslog",
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    MOST_RECORDS,
                    ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                    POLL_INTERVAL_MILLIS))) {
                current = consumer;
                consumer.subscribe(List.of(Topics.AUDIT), new Rebalancing(consumer));
                while (running) {
                    round(consumer);
                }
            } catch (WakeupException e) {
                // Only `stop` wakes the consumer up.
            } catch (RuntimeException e) {
                // Of Kafka's, or one that nobody foresaw: a feed that has ended would say nothing for ever.
                metrics.failed(SyslogMetrics.Failure.KAFKA);
                log.atWarn().setCause(e).log("feed to the collector interrupted, starting over");
                pause();
            } finally {
                current = null;
                disconnect();
            }
        }
    }

    private void round(Consumer<String, byte[]> consumer) {
        if (link == null && System.nanoTime() - nextAttempt >= 0) {
            connect(consumer);
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        SyslogLink open = link;
        if (open != null) {
            try {
                send(records, open);
                confirm(consumer, open);
            } catch (IOException e) {
                failed(SyslogMetrics.Failure.BROKEN, e);
                consumer.pause(consumer.assignment());
            }
        }
        tellLag(consumer);
    }

    private void connect(Consumer<String, byte[]> consumer) {
        try {
            link = SyslogLink.open(properties, tls);
            rewind(consumer, consumer.assignment());
            consumer.resume(consumer.assignment());
            metrics.connected(true);
            log.atInfo()
                    .addKeyValue("host", properties.host())
                    .addKeyValue("port", properties.port())
                    .log("connected to the collector");
        } catch (SSLException e) {
            failed(SyslogMetrics.Failure.TLS, e);
        } catch (IOException e) {
            failed(SyslogMetrics.Failure.CONNECT, e);
        }
    }

    private void failed(SyslogMetrics.Failure failure, IOException cause) {
        disconnect();
        metrics.failed(failure);
        log.atWarn()
                .addKeyValue("failure", failure)
                .addKeyValue("cause", cause.toString())
                .addKeyValue("again", retry)
                .log("the collector gets nothing");
        nextAttempt = System.nanoTime() + retry.toNanos();
        Duration doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    }

    private void disconnect() {
        SyslogLink open = link;
        link = null;
        if (open != null) {
            open.close();
        }
        unsettled.forget();
        metrics.connected(false);
    }

    private void send(ConsumerRecords<String, byte[]> records, SyslogLink open) throws IOException {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            open.send(frame(record));
            ends.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        open.flush();
        metrics.sent(records.count());
        unsettled.add(System.nanoTime(), ends);
    }

    private byte[] frame(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        CefEvent event = new CefEvent(value, read(value), record.timestamp());
        return SyslogMessage.frame(event, properties.hostname(), properties.maxMessage());
    }

    private @Nullable JsonNode read(byte[] value) {
        try {
            return json.readTree(value);
        } catch (JacksonException e) {
            return null;
        }
    }

    private void confirm(Consumer<String, byte[]> consumer, SyslogLink open) throws IOException {
        if (!open.isOpen()) {
            throw new IOException("the collector has closed the connection");
        }
        Map<TopicPartition, OffsetAndMetadata> settled = unsettled.settled(System.nanoTime());
        if (!settled.isEmpty()) {
            consumer.commitSync(settled);
            settled.forEach((partition, end) -> confirmed.put(partition, end.offset()));
            retry = properties.retryAfter();
        }
    }

    /// Goes on behind what has been confirmed, for ever the first time.
    private void rewind(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        Set<TopicPartition> some = new HashSet<>(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(some);
        for (TopicPartition partition : some) {
            OffsetAndMetadata behind = committed.get(partition);
            if (behind == null) {
                consumer.seekToBeginning(List.of(partition));
                confirmed.put(partition, consumer.position(partition));
            } else {
                consumer.seek(partition, behind.offset());
                confirmed.put(partition, behind.offset());
            }
        }
    }

    private void tellLag(Consumer<String, byte[]> consumer) {
        if (System.nanoTime() - nextLag < 0) {
            return;
        }
        nextLag = System.nanoTime() + LAG_NANOS;
        long waiting = 0;
        for (var end : consumer.endOffsets(consumer.assignment()).entrySet()) {
            waiting += end.getValue() - confirmed.getOrDefault(end.getKey(), 0L);
        }
        metrics.lag(waiting);
    }

    private void pause() {
        try {
            Thread.sleep(properties.retryAfter());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Partitions come and go with other instances; what is not confirmed is sent by whoever has them next.
    private final class Rebalancing implements ConsumerRebalanceListener {

        private final Consumer<String, byte[]> consumer;

        Rebalancing(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            unsettled.forget();
            confirmed.keySet().removeAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Also those that stay: what was written of them and not confirmed has just been forgotten.
            rewind(consumer, consumer.assignment());
            if (link == null) {
                consumer.pause(consumer.assignment());
            }
        }
    }
}
