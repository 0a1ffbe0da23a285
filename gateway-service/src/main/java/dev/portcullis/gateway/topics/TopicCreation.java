// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.topics;

import dev.portcullis.contracts.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the topics that the gateway writes or listens to, where nobody has made them yet. Goes on trying until Kafka
/// has answered once, in the background: the gateway starts without Kafka too.
public final class TopicCreation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);
    private static final List<String> NAMES =
            List.of(Topics.AUDIT, Topics.RECORDING, Topics.APPROVAL, Topics.GRANT, Topics.POLICY, Topics.CONTROL);
    private static final long RETRY_MILLIS = 1_000;

    private final KafkaProperties properties;
    private final Thread thread;

    TopicCreation(KafkaProperties properties) {
        this.properties = properties;
        this.thread = Thread.ofVirtual().name("topic-creation").start(this::createUntilDone);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void createUntilDone() {
        try {
            while (!created()) {
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException _) {
            log.atDebug().log("topic creation given up");
        }
    }

    private boolean created() throws InterruptedException {
        Map<String, Object> settings = properties.clientSettings();
        // Asked once and closed: a client that starts over by itself would only keep close() waiting.
        settings.put("metadata.recovery.strategy", "none");
        settings.put("default.api.timeout.ms", 5_000);
        settings.put("request.timeout.ms", 5_000);
        try (Admin admin = Admin.create(settings)) {
            boolean all = true;
            for (Map.Entry<String, KafkaFuture<Void>> topic : admin.createTopics(
                            NAMES.stream().map(this::topic).toList())
                    .values()
                    .entrySet()) {
                all &= isThere(topic.getKey(), topic.getValue());
            }
            return all;
        } catch (KafkaException e) {
            log.atDebug().setCause(e).log("Kafka does not answer yet");
            return false;
        }
    }

    private static boolean isThere(String topic, KafkaFuture<Void> creation) throws InterruptedException {
        try {
            creation.get(10, TimeUnit.SECONDS);
            log.atInfo().addKeyValue("topic", topic).log("topic created");
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return true;
            }
            log.atDebug().setCause(e).addKeyValue("topic", topic).log("topic not created yet");
            return false;
        } catch (TimeoutException e) {
            log.atDebug().setCause(e).addKeyValue("topic", topic).log("topic not created yet");
            return false;
        }
    }

    private NewTopic topic(String name) {
        Optional<Short> replicas =
                properties.replicationFactor() < 1 ? Optional.empty() : Optional.of(properties.replicationFactor());
        // Orders to everybody stay in their order.
        boolean single = name.equals(Topics.POLICY) || name.equals(Topics.CONTROL);
        return new NewTopic(name, Optional.of(single ? 1 : properties.partitions()), replicas)
                .configs(Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(properties.retention().toMillis())));
    }
}
