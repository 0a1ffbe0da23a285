// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CallOffRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// A gateway whose filing was not answered calls it off by what it filed.
class CallingOffTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();

    @Test
    void whatWasFiledWithoutAnAnswerIsWithdrawn() {
        ApprovalRequest asked = Requests.held().build();
        Approval filed = client.file(asked).approval();

        for (int time = 0; time < 2; time++) {
            assertThat(callOff(Tokens.gateway(), asked).status()).isEqualTo(204);
        }

        Approval over = client.read(filed.id()).approval();
        assertThat(over.state()).isEqualTo(ApprovalState.WITHDRAWN);
        assertThat(over.version()).isEqualTo(2);
        assertThat(client.vote(filed, Tokens.approver("dana", "dba"), true).reason())
                .isEqualTo("withdrawn");
    }

    @Test
    void nobodyIsAskedAboutAFilingThatArrivesAfterwards() {
        ApprovalRequest asked = Requests.held().build();
        assertThat(callOff(Tokens.gateway(), asked).status()).isEqualTo(204);

        Client.Answer late = client.file(asked);

        assertThat(late.status()).isEqualTo(201);
        assertThat(late.approval().state()).isEqualTo(ApprovalState.WITHDRAWN);
        assertThat(changesOf(late.approval())).containsExactly(ApprovalState.WITHDRAWN);
        assertThat(client.vote(late.approval(), Tokens.approver("dana", "dba"), true)
                        .reason())
                .isEqualTo("withdrawn");
        assertThat(client.consume(late.approval()).reason()).isEqualTo("withdrawn");
        assertThat(client.file(asked).approval().id()).isEqualTo(late.approval().id());
    }

    @Test
    void whatWasConsumedStaysSo() {
        ApprovalRequest asked = Requests.held().build();
        Approval filed = client.file(asked).approval();
        client.vote(filed, Tokens.approver("dana", "dba"), true).approval();
        client.consume(filed).approval();

        assertThat(callOff(Tokens.gateway(), asked).status()).isEqualTo(204);

        assertThat(client.read(filed.id()).approval().state()).isEqualTo(ApprovalState.CONSUMED);
    }

    @Test
    void nobodyElseCallsAnythingOff() {
        ApprovalRequest filedBefore = Requests.held().build();
        ApprovalRequest filedAfter = Requests.held().build();
        Approval before = client.file(filedBefore).approval();

        for (String token : List.of(
                Tokens.agent("agent-7"),
                Tokens.approver("dana", "dba"),
                Tokens.withRole("otto", "operator"),
                Tokens.withRole("svc-policy", "service"),
                Tokens.person("svc-gateway")
                        .clientId("another")
                        .roles("service")
                        .sign())) {
            assertThat(callOff(token, filedBefore, filedAfter).status()).isEqualTo(403);
        }

        assertThat(client.read(before.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
        assertThat(client.file(filedAfter).approval().state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void theIdOfACommandIsNotEnough() {
        ApprovalRequest filedBefore = Requests.held().build();
        ApprovalRequest filedAfter = Requests.held().build();
        Approval before = client.file(filedBefore).approval();
        String another = "0".repeat(64);

        client.post(
                "/v1/approvals:withdraw",
                Tokens.gateway(),
                new CallOffRequest(List.of(
                        new CallOffRequest.Filed(filedBefore.commandId(), another),
                        new CallOffRequest.Filed(filedAfter.commandId(), another))));

        assertThat(client.read(before.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
        assertThat(client.file(filedAfter).approval().state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void aFilingAndItsEndThatRaceLeaveNothingOpen() throws Exception {
        String token = Tokens.gateway();
        for (int round = 0; round < 30; round++) {
            ApprovalRequest asked = Requests.held().build();
            List<Callable<Client.Answer>> both =
                    List.of(() -> client.post("/v1/approvals", token, asked), () -> callOff(token, asked));
            try (var threads = Executors.newFixedThreadPool(2)) {
                for (var answer : threads.invokeAll(both)) {
                    assertThat(answer.get().status()).isIn(201, 204);
                }
            }
            assertThat(client.file(asked).approval().state()).isEqualTo(ApprovalState.WITHDRAWN);
        }
    }

    @Test
    void isForgottenWhenNoFilingCanBeUnderWayAnyMore() {
        ApprovalRequest asked = Requests.held().build();
        callOff(Tokens.gateway(), asked);

        service.bean(CallingOff.class).forget();
        assertThat(service.bean(CalledOffRows.class).contains(filed(asked))).isTrue();
        RunningService.CLOCK.advance(Duration.ofDays(1).plusSeconds(1));
        service.bean(CallingOff.class).forget();

        assertThat(service.bean(CalledOffRows.class).contains(filed(asked))).isFalse();
    }

    @Test
    void refusesWhatNamesNothingOrTooMuch() {
        CallOffRequest tooMany =
                new CallOffRequest(Collections.nCopies(CallOffRequest.MOST + 1, new CallOffRequest.Filed("c", "d")));
        for (Object body : List.of(
                "{}",
                "{\"commands\":[]}",
                "{\"commands\":[null]}",
                "{\"commands\":[{\"commandId\":\"c\"}]}",
                "{\"commands\":[{\"commandId\":\" \",\"digest\":\"d\"}]}",
                tooMany)) {
            assertThat(client.post("/v1/approvals:withdraw", Tokens.gateway(), body)
                            .status())
                    .isEqualTo(400);
        }
    }

    private Client.Answer callOff(String token, ApprovalRequest... asked) {
        return client.post(
                "/v1/approvals:withdraw",
                token,
                new CallOffRequest(
                        List.of(asked).stream().map(CallingOffTest::filed).toList()));
    }

    private static CallOffRequest.Filed filed(ApprovalRequest asked) {
        return new CallOffRequest.Filed(asked.commandId(), asked.digest());
    }

    private List<ApprovalState> changesOf(Approval approval) {
        return service.bean(Outbox.class).after(0, Topics.APPROVAL, 100_000).stream()
                .filter(message -> message.key().equals(approval.id()))
                .map(message -> Client.JSON
                        .readValue(message.value(), ApprovalChanged.class)
                        .state())
                .toList();
    }
}
