// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.approval.testing.TopicReader;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class PublishingTest {

    @Test
    void everyNewStateReachesKafkaInOrder() {
        Client client = RunningService.shared().client();
        Approval pending = client.file(Requests.held().build()).approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        client.consume(pending).approval();

        try (TopicReader topic = new TopicReader(KafkaBroker.shared(), Topics.APPROVAL)) {
            List<ApprovalChanged> changes = topic
                    .await(3, record -> pending.id().equals(record.key()))
                    .stream()
                    .map(record -> Client.JSON.readValue(record.value(), ApprovalChanged.class))
                    .toList();

            assertThat(changes)
                    .extracting(ApprovalChanged::state)
                    .containsExactly(ApprovalState.PENDING, ApprovalState.APPROVED, ApprovalState.CONSUMED);
            assertThat(changes).extracting(ApprovalChanged::version).containsExactly(1L, 2L, 3L);
            assertThat(changes.get(1).by()).isEqualTo("dana");
            assertThat(changes.get(1).commandId()).isEqualTo(pending.commandId());
        }
    }

    @Test
    void auditEventsReachKafkaAsTheBytesThatWereHashed() {
        RunningService service = RunningService.shared();
        long before = service.bean(Outbox.class).newest();
        service.client().file(Requests.held().build()).approval();
        Outbox.Message stored =
                service.bean(Outbox.class).after(before, Topics.AUDIT, 1).getFirst();

        try (TopicReader topic = new TopicReader(KafkaBroker.shared(), Topics.AUDIT)) {
            ConsumerRecord<String, byte[]> record = topic.await(
                            1,
                            r -> TopicReader.header(r, "ce_id")
                                    .equals(stored.headers().get("ce_id")))
                    .getFirst();

            assertThat(record.key()).isEqualTo("svc-approval");
            assertThat(TopicReader.text(record)).isEqualTo(stored.value());
            assertThat(TopicReader.header(record, "ce_type")).isEqualTo("dev.portcullis.approval.requested");
            assertThat(TopicReader.header(record, "ce_subject")).isEqualTo("svc-approval");
        }
    }

    @Test
    void twoInstancesOnOneDatabasePublishEachRecordOnceAndInOrder() throws Exception {
        String database = RunningService.newDatabase();
        // What is not acknowledged in time may come twice.
        Map<String, String> patient = Map.of("portcullis.kafka.delivery-timeout", "2m");
        try (KafkaBroker kafka = KafkaBroker.start();
                RunningService one = RunningService.start(database, kafka, patient);
                RunningService two = RunningService.start(database, kafka, patient)) {
            try (var threads = Executors.newFixedThreadPool(8)) {
                List<Callable<Object>> work = new ArrayList<>();
                IntStream.range(0, 60).forEach(i -> {
                    Client client = (i % 2 == 0 ? one : two).client();
                    work.add(() -> life(client));
                });
                threads.invokeAll(work)
                        .forEach(future ->
                                assertThat(future.state()).isEqualTo(java.util.concurrent.Future.State.SUCCESS));
            }

            try (TopicReader audit = new TopicReader(kafka, Topics.AUDIT);
                    TopicReader changes = new TopicReader(kafka, Topics.APPROVAL)) {
                List<Long> sequence = audit.await(240, record -> true).stream()
                        .map(record -> Client.JSON
                                .readTree(record.value())
                                .path("metadata")
                                .path("sequence")
                                .asLong())
                        .toList();
                assertThat(sequence)
                        .isEqualTo(java.util.stream.LongStream.rangeClosed(1, 240)
                                .boxed()
                                .toList());

                Map<String, List<Long>> versions = new java.util.HashMap<>();
                changes.await(180, record -> true)
                        .forEach(record -> versions.computeIfAbsent(record.key(), _ -> new ArrayList<>())
                                .add(Client.JSON
                                        .readValue(record.value(), ApprovalChanged.class)
                                        .version()));
                assertThat(versions)
                        .hasSize(60)
                        .allSatisfy((_, seen) -> assertThat(seen).containsExactly(1L, 2L, 3L));
            }
        }
    }

    @Test
    void whileKafkaIsAwayPeopleVoteAndItIsPublishedLater() {
        try (KafkaBroker kafka = KafkaBroker.start();
                RunningService service = RunningService.start(
                        RunningService.newDatabase(), kafka, Map.of("portcullis.kafka.delivery-timeout", "2s"))) {
            Client client = service.client();
            Approval first = client.file(Requests.held().build()).approval();
            awaitEmpty(service);
            kafka.stopBroker();

            Approval second = client.file(Requests.held().build()).approval();
            for (Approval approval : List.of(first, second)) {
                assertThat(client.vote(approval, Tokens.approver("dana", "dba"), true)
                                .status())
                        .isEqualTo(200);
                assertThat(client.consume(approval).status()).isEqualTo(200);
            }
            assertThat(service.bean(Outbox.class).backlog()).isEqualTo(12);

            kafka.startBroker();
            awaitEmpty(service);
            try (TopicReader topic = new TopicReader(kafka, Topics.APPROVAL)) {
                awaitState(topic, second, ApprovalState.CONSUMED);
                // What was under way when the broker went may come twice; the event id says so.
                Map<String, ApprovalState> seen = new LinkedHashMap<>();
                topic.await(0, record -> second.id().equals(record.key())).forEach(record -> {
                    ApprovalChanged change = Client.JSON.readValue(record.value(), ApprovalChanged.class);
                    seen.putIfAbsent(change.eventId(), change.state());
                });
                assertThat(seen.values())
                        .containsExactly(ApprovalState.PENDING, ApprovalState.APPROVED, ApprovalState.CONSUMED);
            }
        }
    }

    private static void awaitState(TopicReader topic, Approval approval, ApprovalState state) {
        assertThat(topic.await(
                        1,
                        record -> approval.id().equals(record.key())
                                && TopicReader.text(record).contains(state.name())))
                .isNotEmpty();
    }

    @Test
    void theTopicsAreCreatedWithTheirSettings() throws Exception {
        RunningService service = RunningService.shared();
        service.client().file(Requests.held().build()).approval();
        awaitEmpty(service);

        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KafkaBroker.shared().bootstrapServers()))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.APPROVAL);
            var settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);

            assertThat(settings.get("cleanup.policy").value()).isEqualTo("delete");
            assertThat(settings.get("retention.ms").value())
                    .isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
            assertThat(admin.describeTopics(List.of(Topics.APPROVAL))
                            .allTopicNames()
                            .get()
                            .get(Topics.APPROVAL)
                            .partitions())
                    .hasSize(3);
        }
    }

    private static Object life(Client client) {
        Approval pending = client.file(Requests.held().build()).approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        return client.consume(pending).approval();
    }

    private static void awaitEmpty(RunningService service) {
        await("all is published")
                .atMost(Duration.ofMinutes(2))
                .until(() -> service.bean(Outbox.class).backlog() == 0);
    }
}
