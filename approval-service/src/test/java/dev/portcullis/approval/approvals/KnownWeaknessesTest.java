// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CommandDigest;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.testing.TokenBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways round an approval that other gateways were found to leave open, one test each.
class KnownWeaknessesTest {

    private final Client client = RunningService.shared().client();

    @Test
    void theTextThatRunsIsTheTextThatWasApproved() {
        Approval approved =
                approved(Requests.held().text("DELETE FROM carts WHERE id = 1").parameters());
        String swapped = digest("DELETE FROM carts WHERE id = 1 OR true");

        assertThat(client.consume(approved.id(), new ConsumeRequest(swapped, "session-1", "agent-7"))
                        .reason())
                .isEqualTo("other-command");
        assertThat(client.consume(approved).status()).isEqualTo(200);
    }

    @Test
    void parametersAreApprovedToo() {
        Approval approved = approved(Requests.held().parameters("1"));
        String swapped = digest(approved.text(), "2");

        assertThat(client.consume(approved.id(), new ConsumeRequest(swapped, "session-1", "agent-7"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void knowingTheIdOfAnApprovalIsNotEnoughToUseIt() {
        Approval approved = approved(Requests.held());

        assertThat(client.consume(approved.id(), new ConsumeRequest(approved.digest(), "session-1", "mallory"))
                        .reason())
                .isEqualTo("other-session");
        assertThat(client.consume(approved.id(), new ConsumeRequest(approved.digest(), "mine", "agent-7"))
                        .reason())
                .isEqualTo("other-session");
    }

    @Test
    void whatIsBeingUsedIsUsedUp() {
        Approval approved = approved(Requests.held());
        client.consume(approved).approval();

        // The gateway may still be working on the command: there is no state in which it can be taken a second time.
        assertThat(client.consume(approved).reason()).isEqualTo("already-consumed");
    }

    @Test
    void anApprovalDoesNotOutliveItsTime() {
        Approval approved = approved(Requests.held().ttlSeconds(60));
        RunningService.CLOCK.advance(Duration.ofSeconds(60));

        assertThat(client.consume(approved).reason()).isEqualTo("expired");
    }

    @Test
    void onePersonInManyGroupsIsOneVote() {
        Approval pending = client.file(Requests.held()
                        .quorum("1 of dba and 1 of security and 1 of sre")
                        .build())
                .approval();

        Approval after = client.vote(pending, Tokens.approver("polly", "dba", "security", "sre"), true)
                .approval();

        assertThat(after.state()).isEqualTo(ApprovalState.PENDING);
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        assertThat(client.vote(pending, Tokens.approver("sara", "security"), true)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "policy-admin", "auditor"})
    void noRankApprovesItsOwnRequest(String rank) {
        Approval pending = client.file(Requests.held().by("boss").build()).approval();
        String boss =
                Tokens.person("boss", "dba", "admins").roles("approver", rank).sign();
        String withoutTheRole =
                Tokens.person("boss", "dba", "admins").roles(rank).sign();

        assertThat(client.vote(pending, boss, true).reason()).isEqualTo("own-request");
        assertThat(client.vote(pending, withoutTheRole, true).status()).isEqualTo(403);
    }

    @Test
    void moreVotesThanNeededAtOnceDoNotLeaveItHanging() throws Exception {
        Approval pending =
                client.file(Requests.held().quorum("2 of dba").build()).approval();
        List<Callable<Integer>> votes = IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(i -> {
                    String token = Tokens.approver("dba-" + i, "dba");
                    return () -> client.vote(pending, token, true).status();
                })
                .toList();

        List<Integer> answers;
        try (var threads = Executors.newFixedThreadPool(8)) {
            answers = threads.invokeAll(votes).stream()
                    .map(java.util.concurrent.Future::resultNow)
                    .toList();
        }

        assertThat(answers).filteredOn(status -> status == 200).hasSize(2);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(6);
        assertThat(client.read(pending.id()).approval().state()).isEqualTo(ApprovalState.APPROVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0 of dba", "of dba", "1 of \"\""})
    void noQuorumIsNoApprovalAtAll(String quorum) {
        assertThat(client.file(Requests.held().quorum(quorum).build()).status()).isEqualTo(400);
    }

    @Test
    void whereNoRuleSaysWhoDecidesNothingIsGiven() {
        // No rule names this connection: neither access nor a template can be had, by anybody.
        Client.Answer access = client.post(
                "/v1/grants",
                Tokens.agent("agent-7"),
                Map.of("connection", "forgotten", "purpose", "look", "seconds", 60));
        Approval held = client.file(Requests.held().on("forgotten").build()).approval();
        Client.Answer template = client.post(
                "/v1/templates",
                Tokens.agent("agent-7"),
                Map.of("approvalId", held.id(), "bounds", List.of(), "seconds", 60, "reason", "again"));

        assertThat(access.status()).isBetween(400, 499);
        assertThat(template.status()).isBetween(400, 499);
        assertThat(held.state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void aTokenForAnotherApplicationIsNobodysWord() {
        Approval pending = client.file(Requests.held().build()).approval();
        TokenBuilder dana = Tokens.person("dana", "dba").roles("approver");

        assertThat(client.vote(pending, dana.audience("another-application").sign(), true)
                        .status())
                .isEqualTo(401);
        assertThat(client.vote(
                                pending,
                                Tokens.person("dana", "dba")
                                        .roles("approver")
                                        .claim("iss", "https://another-issuer.example")
                                        .sign(),
                                true)
                        .status())
                .isEqualTo(401);
        assertThat(client.read(pending.id()).approval().votes()).isEmpty();
    }

    @Test
    void noKeyWithoutAnEndAndNoServiceDecides() {
        Approval pending = client.file(Requests.held().build()).approval();
        String everlasting =
                Tokens.person("dana", "dba").roles("approver").without("exp").sign();
        String service = Tokens.person("svc-gateway", "dba").roles("service").sign();

        assertThat(client.vote(pending, everlasting, true).status()).isEqualTo(401);
        assertThat(client.vote(pending, service, true).status()).isEqualTo(403);
    }

    @Test
    void noPageOfAnotherOriginReadsAnAnswer() {
        Client.Answer answer =
                client.get("/v1/approvals", Tokens.withRole("audrey", "auditor"), "Origin", "https://evil.example");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    private static String digest(String text, String... parameters) {
        String command = CommandDigest.of(
                "agent-7", RunningService.ISSUER.issuer(), "session-1", "orders", text, List.of(parameters));
        return ApprovalDigest.of(command, null, Requests.POLICY_VERSION);
    }

    private Approval approved(Requests request) {
        Approval pending = client.file(request.build()).approval();
        return client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
    }
}
