// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.control.PolicyChanged;
import dev.portcullis.policy.RunningService;
import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.Ocsf;
import dev.portcullis.testing.Samples;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What reaches Kafka about changes, with a broker of this test's own that can be taken away.
class FeedIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static KafkaBroker kafka;
    private static RunningService service;
    private static String admin;

    @BeforeAll
    static void start() {
        kafka = KafkaBroker.start();
        service = RunningService.start(kafka, "portcullis.kafka.delivery-timeout=2s");
        admin = service.admin().sign();
    }

    @AfterAll
    static void stop() {
        service.close();
        kafka.close();
    }

    @Test
    void everyChangeReachesTheGatewaysAndTheLogInOrderAndOnceAndSurvivesABrokerThatIsAway() throws Exception {
        String name = "feed";
        service.put("/v1/policies/" + name, admin, Samples.readers(name));
        kafka.stopBroker();
        Instant before = Instant.now();
        assertThat(service.put("/v1/policies/" + name, admin, Samples.readers(name), "If-Match", "\"1\"")
                        .status())
                .as("a change does not wait for Kafka")
                .isEqualTo(200);
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(60));
        service.put("/v1/connections/orders", admin, Samples.CONNECTION);
        kafka.startBroker();
        service.put("/v1/classifications?connection=orders", admin, Samples.CLASSIFICATIONS);
        service.delete("/v1/policies/" + name, admin, "If-Match", "\"2\"");

        List<PolicyChanged> changes = read(Topics.POLICY, 5, value -> !value.contains("heartbeat")).stream()
                .map(record -> RunningService.JSON.readValue(record.value(), PolicyChanged.class))
                .toList();
        List<ConsumerRecord<String, byte[]>> audit = read(Topics.AUDIT, 5, _ -> true);

        assertThat(changes).extracting(PolicyChanged::version).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(changes)
                .extracting(PolicyChanged::kind)
                .containsExactly("policy", "policy", "connection", "classification", "policy");
        assertThatTheChainIsSound(audit);
        assertThat(activities(audit)).containsExactly(300401, 300403, 300401, 300401, 300404);
        assertThat(service.bean(Outbox.class).size()).isZero();
    }

    @Test
    void theCurrentVersionIsRepeated() throws Exception {
        List<ConsumerRecord<String, byte[]>> beats = read(Topics.POLICY, 2, value -> value.contains("heartbeat"));

        PolicyChanged one = RunningService.JSON.readValue(beats.get(0).value(), PolicyChanged.class);
        PolicyChanged next = RunningService.JSON.readValue(beats.get(1).value(), PolicyChanged.class);
        assertThat(one.name()).isEmpty();
        assertThat(next.version()).isGreaterThanOrEqualTo(one.version());
        assertThat(Duration.between(one.at(), next.at())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void topicsAreMadeWithWhatTheyNeed() throws Exception {
        read(Topics.POLICY, 1, _ -> true);
        try (Admin client = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var topics = client.describeTopics(List.of(Topics.POLICY, Topics.AUDIT))
                    .allTopicNames()
                    .get();
            ConfigResource audit = new ConfigResource(ConfigResource.Type.TOPIC, Topics.AUDIT);
            var settings = client.describeConfigs(Set.of(audit)).all().get().get(audit);

            assertThat(topics.get(Topics.POLICY).partitions()).hasSize(1);
            assertThat(topics.get(Topics.AUDIT).partitions()).hasSize(6);
            assertThat(settings.get("cleanup.policy").value()).isEqualTo("delete");
            assertThat(settings.get("retention.ms").value())
                    .isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
            assertThat(settings.get("min.insync.replicas").value()).isEqualTo("1");
        }
    }

    private static void assertThatTheChainIsSound(List<ConsumerRecord<String, byte[]>> audit) throws Exception {
        String prev = "0".repeat(64);
        for (int i = 0; i < audit.size(); i++) {
            ConsumerRecord<String, byte[]> record = audit.get(i);
            JsonNode event = RunningService.JSON.readTree(record.value());
            String text = new String(record.value(), StandardCharsets.UTF_8);
            assertThat(Ocsf.problems(event)).as(text).isEmpty();
            assertThat(event.path("class_uid").asInt()).isEqualTo(3004);
            assertThat(event.path("metadata").path("version").asString()).isEqualTo("1.8.0");
            assertThat(record.key()).isEqualTo("svc-policy");
            assertThat(event.path("metadata").path("correlation_uid").asString())
                    .isEqualTo("svc-policy");
            assertThat(event.path("metadata").path("sequence").asInt()).isEqualTo(i + 1);
            assertThat(event.path("unmapped").path("portcullis").path("prev").asString())
                    .isEqualTo(prev);
            assertThat(event.path("actor").path("user").path("uid").asString()).isEqualTo("paula");
            assertThat(header(record, "ce_id"))
                    .isEqualTo(event.path("metadata").path("uid").asString());
            assertThat(header(record, "ce_type"))
                    .isEqualTo("dev.portcullis."
                            + event.path("unmapped")
                                    .path("portcullis")
                                    .path("kind")
                                    .asString());
            prev = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(record.value()));
        }
    }

    private static List<Integer> activities(List<ConsumerRecord<String, byte[]>> audit) {
        return audit.stream()
                .map(record -> RunningService.JSON
                        .readTree(record.value())
                        .path("type_uid")
                        .asInt())
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /// Everything on a topic from its start on that matches, once there is enough of it.
    private static List<ConsumerRecord<String, byte[]>> read(String topic, int count, Predicate<String> wanted) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        Instant end = Instant.now().plus(PATIENCE);
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (found.size() < count && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (wanted.test(new String(record.value(), StandardCharsets.UTF_8))) {
                        found.add(record);
                    }
                });
            }
        }
        assertThat(found).as("records on " + topic).hasSizeGreaterThanOrEqualTo(count);
        return found;
    }
}
