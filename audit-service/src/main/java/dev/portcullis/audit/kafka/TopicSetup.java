// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.kafka;

import dev.portcullis.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.springframework.stereotype.Component;

/// Creates the topics this service reads and writes, where they are missing. Existing ones stay as they are.
@Component
public final class TopicSetup {

    private static final Duration KEEP_FOR_EVER = Duration.ofMillis(-1);
    private static final Duration CONTROL_RETENTION = Duration.ofDays(1);

    private final KafkaClients clients;
    private final KafkaProperties properties;

    TopicSetup(KafkaClients clients, KafkaProperties properties) {
        this.clients = clients;
        this.properties = properties;
    }

    /// Throws a [KafkaException] when Kafka cannot be reached; calling again is harmless.
    public void createMissing() {
        try (Admin admin = clients.admin()) {
            var results = admin.createTopics(List.of(
                            topic(Topics.AUDIT, properties.auditPartitions(), properties.auditRetention()),
                            topic(Topics.RECORDING, properties.recordingPartitions(), properties.auditRetention()),
                            topic(Topics.CONTROL, 1, CONTROL_RETENTION),
                            // What tells a restored backup from the log as it was: never let it expire.
                            topic(Topics.CHECKPOINT, 1, KEEP_FOR_EVER)))
                    .values();
            for (var result : results.values()) {
                awaitOrExisting(result);
            }
        }
    }

    private static void awaitOrExisting(KafkaFuture<Void> creation) {
        try {
            creation.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("cannot create topics", e.getCause());
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private NewTopic topic(String name, int partitions, Duration retention) {
        return new NewTopic(name, partitions, properties.replicationFactor())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.toMillis()),
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Short.toString(properties.minInSyncReplicas()),
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                        "false"));
    }
}
