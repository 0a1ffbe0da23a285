// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CallOffRequest;
import dev.portcullis.contracts.approval.SettledRequest;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Approvals.Answer;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.services.StubServices;
import dev.portcullis.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RemoteApprovalsTest {
    private static final String FILE = "POST /v1/approvals";
    private static final String CALL_OFF = "POST /v1/approvals:withdraw";
    private static final String SETTLED = "POST /v1/approvals:settled";
    private static final String CONSUME = "POST /v1/approvals/a1/consume";

    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Waiters waiters = new Waiters(metrics);
    private final ApprovalFeed feed = new ApprovalFeed(StubServices.JSON, waiters);
    private final RemoteApprovals approvals =
            new RemoteApprovals(services.client(Dependency.APPROVAL), waiters, clock, Duration.ofSeconds(2));

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void filesAHeldCommand() throws Exception {
        services.answer("POST /v1/approvals", 201, approval(ApprovalState.PENDING));
        assertThat(approvals.file(request()).id()).isEqualTo("a1");
        assertThat(services.bodies).anyMatch(body -> body.contains("UPDATE orders"));
    }

    @Test
    void saysThatItCannotBeFiled() {
        services.answer("POST /v1/approvals", 503, Map.of());
        assertThatThrownBy(() -> approvals.file(request())).isInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void callsOffWhatWasPerhapsFiledUntilThatIsHeard() {
        services.answer(FILE, 503, Map.of());
        services.answer(CALL_OFF, 503, Map.of());
        assertThatThrownBy(() -> approvals.file(request())).isInstanceOf(DependencyUnavailable.class);
        services.bodies.clear();

        approvals.withdrawAgain();
        services.answer(CALL_OFF, 204, Map.of());
        approvals.withdrawAgain();
        approvals.withdrawAgain();

        assertThat(services.asked).filteredOn(CALL_OFF::equals).hasSize(2);
        assertThat(services.bodies).containsOnly("{\"commands\":[{\"commandId\":\"c1\",\"digest\":\"d\"}]}");
    }

    @Test
    void doesNotCallOffWhatWasFiledNorWhatIsOverAnyway() throws Exception {
        services.answer(CALL_OFF, 204, Map.of());
        services.answer(FILE, 201, approval(ApprovalState.PENDING));
        approvals.file(request());
        approvals.withdrawAgain();
        services.answer(FILE, 503, Map.of());
        assertThatThrownBy(() -> approvals.file(request())).isInstanceOf(DependencyUnavailable.class);
        clock.advance(Duration.ofSeconds(60));
        approvals.withdrawAgain();

        assertThat(services.asked).doesNotContain(CALL_OFF);
    }

    @Test
    void callsManyOffInAFewRequestsAndLetsTheOldestExpire() {
        Withdrawals withdrawals = new Withdrawals(services.client(Dependency.APPROVAL), clock);
        services.answer(CALL_OFF, 204, Map.of());
        for (int i = 0; i <= Withdrawals.MOST_KEPT; i++) {
            withdrawals.keep(
                    new CallOffRequest.Filed("c" + i, "d"), clock.instant().plusSeconds(60));
        }

        withdrawals.send();

        assertThat(services.asked).filteredOn(CALL_OFF::equals).hasSize(20);
        assertThat(String.join("", services.bodies)).doesNotContain("\"c0\"").contains("\"c1\"", "\"c10000\"");
    }

    @Test
    void hearsTheAnswerOnTheTopic() throws Exception {
        services.answer(SETTLED, 200, settled());
        CompletableFuture<Answer> answer = approvals.answer(approval(ApprovalState.PENDING));
        heard("another", ApprovalState.APPROVED);
        heard("a1", ApprovalState.PENDING);
        assertThat(answer).isNotDone();
        heard("a1", ApprovalState.REJECTED);
        assertThat(answer.get()).isEqualTo(new Answer(ApprovalState.REJECTED, "dba-1", "why"));
        assertThat(waiters.all()).isEmpty();
    }

    @Test
    void tellsHowManyWaitAndWhatEndedTheWait() {
        services.answer(SETTLED, 200, settled());
        var _ = approvals.answer(approval(ApprovalState.PENDING));
        assertThat(metrics.get("portcullis.holds").gauge().value()).isOne();
        heard("a1", ApprovalState.EXPIRED);
        approvals.answer(approval(ApprovalState.PENDING)).cancel(false);
        assertThat(metrics.get("portcullis.holds").gauge().value()).isZero();
        for (String ended : List.of("expired", "called-off")) {
            assertThat(metrics.get("portcullis.holds.wait")
                            .tag("ended", ended)
                            .timer()
                            .count())
                    .as(ended)
                    .isOne();
        }
    }

    @Test
    void findsAnAnswerThatCameBeforeItListened() throws Exception {
        var vote = new Approval.Vote("dba-2", List.of("dba"), true, "fine", clock.instant());
        services.answer(SETTLED, 200, settled(approval(ApprovalState.APPROVED, vote)));
        assertThat(approvals.answer(approval(ApprovalState.PENDING)).get())
                .isEqualTo(new Answer(ApprovalState.APPROVED, "dba-2", "fine"));
    }

    @Test
    void asksAgainForAnAnswerThatGotLost() throws Exception {
        services.answer(SETTLED, 503, Map.of());
        CompletableFuture<Answer> answer = approvals.answer(approval(ApprovalState.PENDING));
        services.answer(SETTLED, 200, settled(approval(ApprovalState.EXPIRED)));
        approvals.askAboutAll();
        assertThat(answer.get().state()).isEqualTo(ApprovalState.EXPIRED);
    }

    @Test
    void endsTheWaitByItselfAfterTheExpiry() throws Exception {
        services.answer(SETTLED, 503, Map.of());
        CompletableFuture<Answer> answer = approvals.answer(approval(ApprovalState.PENDING));
        clock.advance(Duration.ofSeconds(61));
        approvals.askAboutAll();
        Thread.sleep(200);
        assertThat(answer).isNotDone();
        clock.advance(Duration.ofSeconds(2));
        approvals.askAboutAll();
        assertThat(answer.get().state()).isEqualTo(ApprovalState.EXPIRED);
    }

    @Test
    void asksAboutAThousandCommandsInAFewQuestions() throws Exception {
        services.answer(SETTLED, 200, settled());
        List<CompletableFuture<Answer>> answers = IntStream.range(0, 1_000)
                .mapToObj(i -> approvals.answer(approval("many-" + i, ApprovalState.PENDING)))
                .toList();
        awaitQuestions(1_000);
        services.answer(SETTLED, 200, settled(approval("many-999", ApprovalState.APPROVED)));

        approvals.askAboutAll();

        assertThat(services.asked).filteredOn(SETTLED::equals).hasSize(1_002);
        assertThat(answers).filteredOn(CompletableFuture::isDone).hasSize(1);
        assertThat(answers.getLast().get().state()).isEqualTo(ApprovalState.APPROVED);
        assertThat(waiters.all()).hasSize(999);
    }

    @Test
    void whatWasAgreedToInAdvanceIsNotAskedAbout() throws Exception {
        assertThat(approvals.answer(approval(ApprovalState.APPROVED)).get().state())
                .isEqualTo(ApprovalState.APPROVED);
        assertThat(services.asked).doesNotContain(SETTLED);
        assertThat(waiters.all()).isEmpty();
    }

    private void awaitQuestions(int number) throws InterruptedException {
        for (int i = 0;
                i < 6_000 && services.asked.stream().filter(SETTLED::equals).count() < number;
                i++) {
            Thread.sleep(10);
        }
    }

    @Test
    void forgetsWhoStoppedWaiting() {
        services.answer(SETTLED, 200, settled());
        assertThat(approvals.answer(approval(ApprovalState.PENDING)).cancel(false))
                .isTrue();
        assertThat(waiters.all()).isEmpty();
    }

    @Test
    void isOnlyTrueWhenTheApprovalWasOursToUse() throws Exception {
        services.answer(CONSUME, 200, approval(ApprovalState.CONSUMED));
        assertThat(approvals.consume("a1", "d", "s1", "agent-7")).isTrue();
        services.answer(CONSUME, 409, Map.of());
        assertThat(approvals.consume("a1", "d", "s1", "agent-7")).isFalse();
        assertThat(approvals.consume("none", "d", "s1", "agent-7")).isFalse();
        for (int status : new int[] {403, 500}) {
            services.answer(CONSUME, status, Map.of());
            assertThatThrownBy(() -> approvals.consume("a1", "d", "s1", "agent-7"))
                    .isInstanceOf(DependencyUnavailable.class);
        }
    }

    @Test
    void withdrawsWithoutWaiting() throws Exception {
        services.answer("POST /v1/approvals/a1/withdraw", 200, Map.of());
        approvals.withdraw(approval(ApprovalState.PENDING));
        for (int i = 0; i < 6_000 && !services.asked.contains("POST /v1/approvals/a1/withdraw"); i++) {
            Thread.sleep(10);
        }
        assertThat(services.asked).contains("POST /v1/approvals/a1/withdraw");
    }

    @Test
    void withdrawsAgainWhatWasNotHeard() throws Exception {
        services.answer("POST /v1/approvals/a1/withdraw", 503, Map.of());
        services.answer(CALL_OFF, 204, Map.of());
        approvals.withdraw(approval(ApprovalState.PENDING));
        for (int i = 0; i < 6_000 && !services.asked.contains(CALL_OFF); i++) {
            Thread.sleep(10);
            approvals.withdrawAgain();
        }
        assertThat(services.bodies).contains("{\"commands\":[{\"commandId\":\"c1\",\"digest\":\"d\"}]}");
    }

    @Test
    void passesOverWhatItCannotRead() throws Exception {
        services.answer(SETTLED, 200, settled());
        CompletableFuture<Answer> answer = approvals.answer(approval(ApprovalState.PENDING));
        feed.heard(List.of("{\"kind\":\"grant\"}".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2}));
        heard("a1", ApprovalState.WITHDRAWN);
        assertThat(answer.get().state()).isEqualTo(ApprovalState.WITHDRAWN);
    }

    private void heard(String id, ApprovalState state) {
        var change = new ApprovalChanged("e", id, "c1", "s1", state, "dba-1", "why", 2, clock.instant());
        feed.heard(List.of(StubServices.JSON.writeValueAsBytes(change)));
    }

    private ApprovalRequest request() {
        return new ApprovalRequest(
                "c1",
                "d",
                "orders",
                "s1",
                new Identity("agent-7", "i", "", List.of(), List.of(), List.of(), Map.of(), "", clock.instant()),
                "UPDATE orders SET x = 1",
                List.of(),
                null,
                List.of(),
                "1 of dba",
                60,
                1);
    }

    private static SettledRequest.Settled settled(Approval... items) {
        return new SettledRequest.Settled(List.of(items));
    }

    private Approval approval(ApprovalState state, Approval.Vote... votes) {
        return approval("a1", state, votes);
    }

    private Approval approval(String id, ApprovalState state, Approval.Vote... votes) {
        return new Approval(
                id,
                "c1",
                state,
                "d",
                "orders",
                "s1",
                "agent-7",
                List.of(),
                List.of(),
                "UPDATE orders SET x = 1",
                List.of(),
                null,
                List.of(),
                "1 of dba",
                List.of(votes),
                clock.instant(),
                clock.instant().plusSeconds(60),
                null,
                1);
    }
}
