// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.EmbeddedBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Each topic, read and written as everybody, on a broker that judges as the one in Compose does and was told by the
/// same script: what works is what the operations guide says.
class KafkaAccessIT {
    private static final List<String> SERVICES = List.of("svc-gateway", "svc-policy", "svc-approval", "svc-audit");
    private static final String SIEM = "siem";
    private static final String STRANGER = "stranger";
    private static final Set<String> TOPICS = Set.of(
            Topics.AUDIT,
            Topics.RECORDING,
            Topics.APPROVAL,
            Topics.GRANT,
            Topics.POLICY,
            Topics.CONTROL,
            Topics.CHECKPOINT);
    private static final byte[] ANYTHING = {'{', '}'};

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> passwords = Stream.concat(Stream.of("admin", SIEM, STRANGER), SERVICES.stream())
                .collect(Collectors.toMap(name -> name, KafkaAccessIT::password));
        broker = EmbeddedBroker.createGuarded(passwords, KafkaAccess.authorizer());
        try (Admin admin = Admin.create(as("admin"))) {
            admin.createTopics(TOPICS.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            admin.createAcls(KafkaAccess.granted()).all().get();
            // As the guide says of a SIEM.
            admin.createAcls(List.of(
                            KafkaAccess.binding("User:" + SIEM, "Describe", ResourceType.TOPIC, Topics.AUDIT),
                            KafkaAccess.binding("User:" + SIEM, "Read", ResourceType.TOPIC, Topics.AUDIT),
                            KafkaAccess.binding("User:" + SIEM, "Read", ResourceType.GROUP, SIEM)))
                    .all()
                    .get();
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(writer("admin"))) {
                for (String topic : TOPICS) {
                    producer.send(new ProducerRecord<>(topic, ANYTHING)).get();
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void everybodyMayDoWhatTheGuideSaysAndNothingElse() throws Exception {
        Set<String> works = new TreeSet<>();
        for (String client :
                Stream.concat(SERVICES.stream(), Stream.of(SIEM, STRANGER)).toList()) {
            for (String topic : TOPICS) {
                String name = topic.replaceAll("^portcullis\\.|\\.v1$", "");
                if (writes(client, topic)) {
                    works.add(client + " writes " + name);
                }
                if (reads(client, topic)) {
                    works.add(client + " reads " + name);
                }
            }
        }
        Set<String> documented = KafkaAccess.documented();
        assertThat(documented).hasSizeGreaterThan(10);
        documented.add(SIEM + " reads audit");
        assertThat(works).isEqualTo(documented);
    }

    @Test
    void onlyTheAuditServiceIsInTheGroupThatStores() {
        assertThat(joins("svc-audit", "portcullis-audit")).isTrue();
        assertThat(joins(SIEM, "portcullis-audit")).isFalse();
        assertThat(joins("svc-audit", "portcullis-audit-syslog")).isTrue();
        assertThat(joins(SIEM, "portcullis-audit-syslog")).isFalse();
        assertThat(joins(SIEM, SIEM)).isTrue();
        assertThat(joins("svc-audit", SIEM)).isFalse();
    }

    @Test
    void nobodyDeletesTopicsOrGrantsThemselvesMore() {
        for (String client :
                Stream.concat(SERVICES.stream(), Stream.of(SIEM, STRANGER)).toList()) {
            try (Admin admin = Admin.create(as(client))) {
                assertThatThrownBy(() ->
                                admin.deleteTopics(List.of(Topics.AUDIT)).all().get())
                        .as(client)
                        .hasCauseInstanceOf(AuthorizationException.class);
                assertThatThrownBy(() -> admin.createAcls(List.of(
                                        KafkaAccess.binding("User:" + client, "All", ResourceType.TOPIC, Topics.AUDIT)))
                                .all()
                                .get())
                        .as(client)
                        .hasCauseInstanceOf(AuthorizationException.class);
            }
        }
    }

    @Test
    void whoHasNoNameOrAWrongPasswordIsNotEvenAnswered() {
        Map<String, Object> nameless = new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "default.api.timeout.ms",
                5_000,
                "request.timeout.ms",
                4_000));
        Map<String, Object> wrong = as("svc-audit");
        wrong.put("sasl.jaas.config", login("svc-audit", "wrong"));
        for (Map<String, Object> settings : List.of(nameless, wrong)) {
            try (Admin admin = Admin.create(settings)) {
                assertThatThrownBy(() -> admin.listTopics().names().get())
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(KafkaException.class);
            }
        }
    }

    private static boolean writes(String client, String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(writer(client))) {
            producer.send(new ProducerRecord<>(topic, ANYTHING)).get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(AuthorizationException.class);
            return false;
        }
    }

    private static boolean reads(String client, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(reader(client))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            // There is something in each topic.
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                Thread.onSpinWait();
            }
            return true;
        } catch (TopicAuthorizationException e) {
            return false;
        }
    }

    private static boolean joins(String client, String group) {
        Map<String, Object> settings = reader(client);
        settings.put("group.id", group);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of(Topics.AUDIT));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(200));
            }
            return true;
        } catch (GroupAuthorizationException e) {
            return false;
        }
    }

    private static Map<String, Object> writer(String client) {
        Map<String, Object> settings = as(client);
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        return settings;
    }

    private static Map<String, Object> reader(String client) {
        Map<String, Object> settings = as(client);
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        return settings;
    }

    private static Map<String, Object> as(String client) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(client, password(client))));
    }

    private static String login(String client, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + client
                + "\" password=\"" + password + "\";";
    }

    private static String password(String client) {
        return client + "-password";
    }
}
