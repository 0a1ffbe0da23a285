// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.gateway.audit.journal.Journal;
import dev.portcullis.gateway.audit.journal.ShipPosition;
import dev.portcullis.gateway.audit.journal.Shipper;
import dev.portcullis.gateway.topics.KafkaProperties;
import dev.portcullis.merkle.SignerKey;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean(destroyMethod = "close")
    AuditTrail auditTrail(
            AuditProperties properties,
            RecordingProperties recordings,
            HeartbeatProperties heartbeat,
            SignerKey signingKey,
            KafkaProperties kafka,
            MeterRegistry metrics,
            Clock clock)
            throws IOException {
        Timer sync = Timer.builder("portcullis.journal.sync")
                .description("Writing and syncing one batch of records")
                .publishPercentileHistogram()
                .register(metrics);
        ShipPosition position = ShipPosition.open(properties.directory());
        Journal journal = Journal.open(
                properties.directory(),
                properties.limits(),
                position.read(),
                nanos -> sync.record(nanos, TimeUnit.NANOSECONDS));
        Gauge.builder("portcullis.journal.lag", journal, Journal::lagBytes)
                .description("Records that are not known to be in Kafka")
                .baseUnit("bytes")
                .register(metrics);
        Map<String, Object> settings = producer(kafka);
        Shipper shipper =
                new Shipper(journal, position, () -> new KafkaProducer<>(settings), properties.quorumTimeout());
        Gauge.builder("portcullis.journal.stalled", shipper, Shipper::stalledSeconds)
                .description("How long Kafka has taken nothing although something waits")
                .baseUnit("seconds")
                .register(metrics);
        return new AuditTrail(
                properties,
                recordings,
                heartbeat,
                signingKey,
                journal,
                shipper,
                AuditTrail.DRAIN,
                new EventCounts(metrics),
                clock);
    }

    @Bean
    JournaledAuditLog auditLog(AuditTrail trail) {
        return trail.auditLog();
    }

    private static Map<String, Object> producer(KafkaProperties kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("compression.type", "lz4");
        // Only records that nobody waits for linger: the shipper flushes when somebody does.
        settings.put("linger.ms", 20);
        settings.put("batch.size", 256 * 1024);
        settings.put("max.block.ms", 5_000);
        settings.put("request.timeout.ms", 10_000);
        // A record is retried by the producer, in order, for as long as Kafka is away.
        settings.put("delivery.timeout.ms", Integer.MAX_VALUE);
        settings.put("client.id", "gateway-journal");
        return settings;
    }
}
