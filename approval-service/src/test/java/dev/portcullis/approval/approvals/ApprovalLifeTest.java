// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApprovalLifeTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();

    @Test
    void aHeldCommandIsApprovedAndConsumedOnce() {
        ApprovalRequest asked = Requests.held().build();
        Client.Answer filed = client.file(asked);
        Approval pending = filed.approval();

        assertThat(filed.status()).isEqualTo(201);
        assertThat(filed.header("Location")).isEqualTo("/v1/approvals/" + pending.id());
        assertThat(filed.header("ETag")).isEqualTo("\"1\"");
        assertThat(pending.state()).isEqualTo(ApprovalState.PENDING);
        assertThat(pending.text()).isEqualTo(asked.text());
        assertThat(pending.parameters()).containsExactly("paid", null);
        assertThat(pending.risk()).isEqualTo(Requests.RISK);
        assertThat(pending.decidedAt()).isNull();

        Approval approved = client.vote(pending, Tokens.approver("dana", "dba", "staff"), true)
                .approval();
        assertThat(approved.state()).isEqualTo(ApprovalState.APPROVED);
        assertThat(approved.decidedAt()).isEqualTo(RunningService.CLOCK.instant());
        assertThat(approved.votes()).singleElement().satisfies(vote -> {
            assertThat(vote.voter()).isEqualTo("dana");
            assertThat(vote.groups()).containsExactly("dba");
            assertThat(vote.approve()).isTrue();
        });

        assertThat(client.consume(approved).approval().state()).isEqualTo(ApprovalState.CONSUMED);
        Client.Answer again = client.consume(approved);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.reason()).isEqualTo("already-consumed");
        assertThat(again.json().path("type").asString()).isEqualTo("https://portcullis.dev/problems/conflict");
    }

    @Test
    void ofSixteenConsumesAtOnceExactlyOneSucceeds() throws Exception {
        for (int round = 0; round < 5; round++) {
            Approval approved = approved(Requests.held());
            String token = Tokens.gateway();
            Callable<Integer> consume = () -> client.post(
                            "/v1/approvals/" + approved.id() + "/consume",
                            token,
                            new ConsumeRequest(approved.digest(), approved.sessionId(), approved.requester()))
                    .status();

            List<Integer> answers;
            try (var threads = Executors.newFixedThreadPool(16)) {
                answers = threads
                        .invokeAll(IntStream.range(0, 16).mapToObj(i -> consume).toList())
                        .stream()
                        .map(Future::resultNow)
                        .toList();
            }

            assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
            assertThat(answers).filteredOn(status -> status == 409).hasSize(15);
        }
    }

    @Test
    void nothingIsConsumedThatNobodyApproved() {
        Approval pending = client.file(Requests.held().build()).approval();

        Client.Answer answer = client.consume(pending);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.reason()).isEqualTo("not-approved");
        assertThat(client.read(pending.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void anApprovalIsForOneCommandOneSessionAndOneRequester() {
        Approval approved = approved(Requests.held());
        String otherDigest = "0".repeat(64);

        assertThat(client.consume(approved.id(), new ConsumeRequest(otherDigest, "session-1", "agent-7"))
                        .reason())
                .isEqualTo("other-command");
        assertThat(client.consume(approved.id(), new ConsumeRequest(approved.digest(), "session-2", "agent-7"))
                        .reason())
                .isEqualTo("other-session");
        assertThat(client.consume(approved.id(), new ConsumeRequest(approved.digest(), "session-1", "agent-8"))
                        .reason())
                .isEqualTo("other-session");
        assertThat(client.consume(approved).status()).isEqualTo(200);
    }

    @Test
    void oneRejectionEndsIt() {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();

        Approval rejected =
                client.vote(pending, Tokens.approver("dora", "dba"), false).approval();

        assertThat(rejected.state()).isEqualTo(ApprovalState.REJECTED);
        Client.Answer late = client.vote(pending, Tokens.approver("drew", "dba"), true);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("state").asString()).isEqualTo("REJECTED");
        assertThat(client.consume(pending).reason()).isEqualTo("rejected");
    }

    @Test
    void aWithdrawnCommandIsOver() {
        Approval approved = approved(Requests.held());

        assertThat(client.withdraw(approved.id()).approval().state()).isEqualTo(ApprovalState.WITHDRAWN);
        assertThat(client.withdraw(approved.id()).status()).isEqualTo(200);
        assertThat(client.consume(approved).reason()).isEqualTo("withdrawn");
    }

    @Test
    void aConsumedCommandIsNotWithdrawn() {
        Approval approved = approved(Requests.held());
        client.consume(approved);

        assertThat(client.withdraw(approved.id()).reason()).isEqualTo("already-consumed");
    }

    @Test
    void filingTheSameCommandTwiceGivesTheSameApproval() {
        Requests request = Requests.held().commandId("cmd-twice");
        Approval first = client.file(request.build()).approval();
        Client.Answer second = client.file(request.build());

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.approval().id()).isEqualTo(first.id());
        assertThat(client.file(request.text("DELETE FROM orders WHERE id = $1").build())
                        .reason())
                .isEqualTo("command-id-reused");
    }

    @Test
    void filingTheSameCommandAtOnceGivesOneApproval() throws Exception {
        ApprovalRequest asked = Requests.held().build();

        List<String> ids;
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<String> file = () -> client.file(asked).approval().id();
            ids = threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> file).toList()).stream()
                    .map(Future::resultNow)
                    .toList();
        }

        assertThat(ids).hasSize(8).containsOnly(ids.getFirst());
    }

    @Test
    void refusesACommandWhoseDigestIsNotItsOwn() {
        Client.Answer answer =
                client.file(Requests.held().digest("a".repeat(64)).build());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asString()).isEqualTo("digest: is not the digest of this command");
    }

    @Test
    void refusesAQuorumThatCannotBeRead() {
        Client.Answer answer = client.file(Requests.held().quorum("two of dba").build());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asString()).startsWith("quorum, column 1: expected a number");
    }

    @Test
    void refusesTextThatTwoCommandsCouldShareADigestOver() {
        assertThat(client.file(Requests.held().text("SELECT '\ud800'").build()).status())
                .isEqualTo(400);
        assertThat(client.file(Requests.held().parameters("a\0b").build()).status())
                .isEqualTo(400);
        assertThat(client.file(Requests.held().text("SELECT '\ud83d\ude00é'").build())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesABodyThatLacksWhatMatters() {
        assertThat(client.post("/v1/approvals", Tokens.gateway(), "{}").status())
                .isEqualTo(400);
        assertThat(client.post("/v1/approvals", Tokens.gateway(), "not json").status())
                .isEqualTo(400);
        assertThat(client.file(Requests.held().ttlSeconds(0).build()).status()).isEqualTo(400);
        assertThat(client.file(Requests.held().ttlSeconds(86_401).build()).status())
                .isEqualTo(400);
        Approval pending = client.file(Requests.held().build()).approval();
        String path = "/v1/approvals/" + pending.id();
        String dana = Tokens.approver("dana", "dba");
        assertThat(client.post(path + "/votes", dana, "{}").status()).isEqualTo(400);
        assertThat(client.post(path + "/votes", dana, "{\"reason\":\"\",\"digest\":\"" + pending.digest() + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post(path + "/consume", Tokens.gateway(), "{}").status())
                .isEqualTo(400);
    }

    @Test
    void noHoldOutlivesTheTokenInWhoseNameItWaits() {
        Approval pending = client.file(Requests.held()
                        .ttlSeconds(900)
                        .tokenLifetime(Duration.ofSeconds(30))
                        .build())
                .approval();

        assertThat(pending.expiresAt()).isEqualTo(RunningService.CLOCK.instant().plusSeconds(30));
        assertThat(client.file(Requests.held().tokenLifetime(Duration.ZERO).build())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aVoteSentAgainWithItsKeyCountsOnce() {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        String dana = Tokens.approver("dana", "dba");
        VoteRequest yes = new VoteRequest(true, "fine", pending.digest());

        Approval first = client.vote(pending.id(), dana, yes, "Idempotency-Key", "k-" + pending.id())
                .approval();
        Client.Answer again = client.vote(pending.id(), dana, yes, "Idempotency-Key", "k-" + pending.id());

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.approval()).isEqualTo(first);
        VoteRequest no = new VoteRequest(false, "changed my mind", pending.digest());
        assertThat(client.vote(pending.id(), dana, no, "Idempotency-Key", "k-" + pending.id())
                        .status())
                .isEqualTo(422);
        Approval other = client.file(Requests.held().build()).approval();
        assertThat(client.vote(
                                other.id(),
                                dana,
                                new VoteRequest(true, "fine", other.digest()),
                                "Idempotency-Key",
                                "k-" + pending.id())
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aVoteOnAnOlderVersionIsRefused() {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        VoteRequest yes = new VoteRequest(true, "fine", pending.digest());
        String dora = Tokens.approver("dora", "dba");

        assertThat(client.vote(pending.id(), dora, yes, "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(client.vote(pending.id(), dora, yes, "If-Match", "W/oops").status())
                .isEqualTo(400);
        assertThat(client.vote(pending.id(), dora, yes, "If-Match", "\"2\"")
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    private Approval approved(Requests request) {
        Approval pending = client.file(request.build()).approval();
        return client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
    }
}
