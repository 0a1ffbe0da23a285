// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalCommitment;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.testing.Ocsf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditChainTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();
    private final Outbox outbox = service.bean(Outbox.class);

    @Test
    void everyStepOfALifeIsAudited() {
        long before = outbox.newest();
        Approval pending = client.file(Requests.held().build()).approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        client.consume(pending).approval();

        assertThat(kindsAfter(before))
                .containsExactly("approval.requested", "approval.voted", "approval.ended", "approval.consumed");
        JsonNode vote = eventsAfter(before).get(1);
        assertThat(vote.path("actor").path("user").path("uid").asString()).isEqualTo("dana");
        assertThat(vote.path("status_id").asInt()).isEqualTo(1);
        assertThat(unmapped(vote).path("approvalId").asString()).isEqualTo(pending.id());
        assertThat(unmapped(vote).path("commitment").asString())
                .isEqualTo(ApprovalCommitment.of(Objects.requireNonNull(pending.salt()), pending.digest()));
        assertThat(eventsAfter(before).toString())
                .as("what a guess could be confirmed by")
                .doesNotContain(pending.digest(), pending.salt());
    }

    @Test
    void aSecretInAReasonIsNotKept() {
        Approval pending = client.file(Requests.held().build()).approval();
        long before = outbox.newest();
        VoteRequest no = new VoteRequest(false, "not with password=canary-77", pending.digest());
        Approval rejected =
                client.vote(pending.id(), Tokens.approver("dana", "dba"), no).approval();

        assertThat(rejected.toString()).contains("not with password=").doesNotContain("canary-77");
        Approval left = client.file(Requests.held().build()).approval();
        client.post(
                        "/v1/approvals/" + left.id() + "/withdraw",
                        Tokens.gateway(),
                        Map.of("reason", "gone with password=canary-78"))
                .approval();
        assertThat(eventsAfter(before).toString())
                .contains("not with password=", "gone with password=")
                .doesNotContain("canary-7");
    }

    @Test
    void refusedVotesAndConsumesAreAudited() {
        Approval pending = client.file(Requests.held().build()).approval();
        long before = outbox.newest();
        client.vote(pending, Tokens.approver("agent-7", "dba"), true);
        client.vote(pending, Tokens.approver("olga", "security"), true);
        client.consume(pending);

        assertThat(kindsAfter(before)).containsExactly("approval.voted", "approval.voted", "approval.consumed");
        assertThat(eventsAfter(before)).allSatisfy(event -> {
            assertThat(event.path("status_id").asInt()).isEqualTo(2);
            assertThat(event.path("action_id").asInt()).isEqualTo(2);
        });
        assertThat(eventsAfter(before))
                .extracting(event -> unmapped(event).path("refusal").asString())
                .containsExactly("own-request", "no-say", "not-approved");
    }

    @Test
    void whoIsShownAnothersCommandIsAuditedAndWhoSeesTheirOwnIsNot() {
        Approval pending = client.file(Requests.held().on("viewed").build()).approval();
        long before = outbox.newest();
        client.get("/v1/approvals/" + pending.id(), Tokens.agent("agent-7")).approval();
        assertThat(kindsAfter(before)).isEmpty();

        client.get("/v1/approvals/" + pending.id(), Tokens.approver("dana", "dba"))
                .approval();
        client.get("/v1/approvals?connection=viewed", Tokens.approver("dana", "dba"));

        assertThat(kindsAfter(before)).containsExactly("record.read", "record.read");
        assertThat(eventsAfter(before)).allSatisfy(event -> {
            assertThat(event.path("actor").path("user").path("uid").asString()).isEqualTo("dana");
            assertThat(event.path("resources").path(0).path("uid").asString()).isEqualTo(pending.id());
        });
    }

    @Test
    void anEndByTheClockIsAuditedWithNobodyAsItsCause() {
        Approval pending = client.file(Requests.held().ttlSeconds(1).build()).approval();
        RunningService.CLOCK.advance(Duration.ofSeconds(1));
        long before = outbox.newest();
        client.consume(pending);

        assertThat(kindsAfter(before)).containsExactly("approval.ended", "approval.consumed");
        assertThat(unmapped(eventsAfter(before).getFirst()).path("by").asString("?"))
                .isEmpty();
    }

    @Test
    void noEventHoldsTheCommandItself() {
        long before = outbox.newest();
        Approval pending = client.file(Requests.held()
                        .text("UPDATE secrets SET v = 'hunter2'")
                        .parameters("hunter3")
                        .build())
                .approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        client.get("/v1/approvals/" + pending.id(), Tokens.approver("dana", "dba"));

        assertThat(outbox.after(before, Topics.AUDIT, 100))
                .isNotEmpty()
                .noneMatch(message -> message.value().contains("hunter"));
        assertThat(outbox.after(before, Topics.APPROVAL, 100))
                .isNotEmpty()
                .noneMatch(message -> message.value().contains("hunter"));
    }

    @Test
    void theChainHasNoGapAndEachEventNamesTheBytesBeforeIt() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Object> file = () -> client.file(Requests.held().build());
            threads.invokeAll(IntStream.range(0, 40).mapToObj(i -> file).toList());
        }

        String prev = "0".repeat(64);
        long sequence = 0;
        for (Outbox.Message message : outbox.after(0, Topics.AUDIT, 100_000)) {
            JsonNode event = Client.JSON.readTree(message.value());
            assertThat(event.path("metadata").path("sequence").asLong()).isEqualTo(++sequence);
            assertThat(event.path("metadata").path("correlation_uid").asString())
                    .isEqualTo("svc-approval");
            assertThat(event.path("metadata").path("uid").asString())
                    .isEqualTo(message.headers().get("ce_id"));
            assertThat(unmapped(event).path("prev").asString()).isEqualTo(prev);
            prev = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(message.value().getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(sequence).isGreaterThanOrEqualTo(40);
    }

    @Test
    void aChangeOutsideATransactionIsNotRecorded() {
        ChangeLog changes = service.bean(ChangeLog.class);

        assertThatThrownBy(() -> changes.record(List.of(), List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyEventIsValidOcsf() {
        Approval approval = client.file(Requests.held().build()).approval();
        client.vote(approval, Tokens.approver("olga", "security"), true);
        client.vote(approval, Tokens.approver("dana", "dba"), true).approval();
        client.get("/v1/approvals/" + approval.id(), Tokens.approver("dana", "dba"))
                .approval();
        client.consume(approval).approval();
        client.vote(client.file(Requests.held().build()).approval(), Tokens.approver("dana", "dba"), false)
                .approval();
        assertThat(eventsAfter(0))
                .extracting(event -> unmapped(event).path("kind").asString())
                .contains("approval.requested", "approval.voted", "approval.ended", "approval.consumed", "record.read");
        for (JsonNode event : eventsAfter(0)) {
            assertThat(Ocsf.problems(event)).as(event.toString()).isEmpty();
        }
    }

    private List<String> kindsAfter(long id) {
        return eventsAfter(id).stream()
                .map(event -> unmapped(event).path("kind").asString())
                .toList();
    }

    private List<JsonNode> eventsAfter(long id) {
        return outbox.after(id, Topics.AUDIT, 100_000).stream()
                .map(message -> Client.JSON.readTree(message.value()))
                .toList();
    }

    private static JsonNode unmapped(JsonNode event) {
        return event.path("unmapped").path("portcullis");
    }
}
