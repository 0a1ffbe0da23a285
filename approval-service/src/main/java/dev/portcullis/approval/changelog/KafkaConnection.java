// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import dev.portcullis.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.stereotype.Component;

/// Makes producers and the topics this service writes to.
@Component
final class KafkaConnection {

    private static final int ADMIN_TIMEOUT_MILLIS = 10_000;

    private final KafkaProperties properties;

    KafkaConnection(KafkaProperties properties) {
        this.properties = properties;
    }

    /// Creates the topics that are missing; those that exist stay as they are.
    void createTopics() {
        try (Admin admin = Admin.create(common(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG))) {
            List<NewTopic> topics = List.of(
                    topic(Topics.APPROVAL, properties.approvalPartitions(), properties.approvalRetention()),
                    topic(Topics.GRANT, properties.approvalPartitions(), properties.approvalRetention()),
                    topic(Topics.AUDIT, properties.auditPartitions(), properties.auditRetention()));
            admin.createTopics(topics, new CreateTopicsOptions().timeoutMs(ADMIN_TIMEOUT_MILLIS))
                    .values()
                    .values()
                    .forEach(KafkaConnection::await);
        }
    }

    private static void await(Future<?> creation) {
        try {
            creation.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("topics could not be created", e.getCause());
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /// A producer that neither loses, duplicates nor reorders within its own life.
    Producer<String, byte[]> producer() {
        Map<String, Object> settings = common(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
        int delivery = Math.toIntExact(properties.deliveryTimeout().toMillis());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery / 2);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery / 2);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> common(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>(properties.client());
        settings.put(bootstrapServers, properties.bootstrapServers());
        return settings;
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
