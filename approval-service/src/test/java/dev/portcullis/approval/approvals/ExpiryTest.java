// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The shared service does not sweep by itself, so what is over stays unswept until a test sweeps.
class ExpiryTest {

    private final RunningService service = RunningService.shared();
    private final Client client = service.client();
    private final Expiry expiry = service.bean(Expiry.class);

    @Test
    void whatIsOverIsNotVotedOnEvenBeforeTheSweep() {
        Approval pending = held(30);
        RunningService.CLOCK.advance(Duration.ofSeconds(30));

        Client.Answer answer = client.vote(pending, Tokens.approver("dana", "dba"), true);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.reason()).isEqualTo("expired");
        assertThat(answer.json().path("state").asString()).isEqualTo("EXPIRED");
    }

    @Test
    void aMomentBeforeItIsOverItIsStillVotedOn() {
        Approval pending = held(30);
        RunningService.CLOCK.advance(Duration.ofMillis(29_999));

        assertThat(client.vote(pending, Tokens.approver("dana", "dba"), true)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void whatIsApprovedIsNotConsumedAfterItsTimeEvenBeforeTheSweep() {
        Approval pending = held(30);
        client.vote(pending, Tokens.approver("dana", "dba"), true).approval();
        RunningService.CLOCK.advance(Duration.ofSeconds(30));

        Client.Answer answer = client.consume(pending);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("state").asString()).isEqualTo("EXPIRED");
    }

    @Test
    void whatIsOverIsShownAndListedAsExpiredEvenBeforeTheSweep() {
        Approval pending =
                client.file(Requests.held().on("listed").ttlSeconds(30).build()).approval();
        RunningService.CLOCK.advance(Duration.ofSeconds(30));

        assertThat(client.read(pending.id()).approval().state()).isEqualTo(ApprovalState.EXPIRED);
        assertThat(listed("PENDING")).isEmpty();
        assertThat(listed("EXPIRED")).containsExactly(pending.id());
        expiry.sweep();
        assertThat(listed("EXPIRED")).containsExactly(pending.id());
    }

    @Test
    void theSweepEndsWhatIsOverAndNothingElse() {
        endAllOfBefore();
        Approval over = held(30);
        Approval approvedAndOver = held(30);
        client.vote(approvedAndOver, Tokens.approver("dana", "dba"), true).approval();
        Approval open = held(60);
        RunningService.CLOCK.advance(Duration.ofSeconds(31));

        assertThat(expiry.sweep()).isEqualTo(2);

        assertThat(client.read(over.id()).approval().version()).isEqualTo(2);
        assertThat(client.read(approvedAndOver.id()).approval().state()).isEqualTo(ApprovalState.EXPIRED);
        assertThat(client.read(open.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
        assertThat(expiry.sweep()).isZero();
    }

    @Test
    void sweepsThatRaceEndEachOnce() throws Exception {
        endAllOfBefore();
        List<Approval> over = IntStream.range(0, 20).mapToObj(i -> held(30)).toList();
        RunningService.CLOCK.advance(Duration.ofSeconds(30));

        int ended;
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Integer> sweep = expiry::sweep;
            ended = threads.invokeAll(List.of(sweep, sweep, sweep, sweep)).stream()
                    .mapToInt(Future::resultNow)
                    .sum();
        }

        assertThat(ended + expiry.sweep()).isEqualTo(20);
        assertThat(over)
                .allSatisfy(approval -> assertThat(
                                client.read(approval.id()).approval().version())
                        .isEqualTo(2));
    }

    private void endAllOfBefore() {
        RunningService.CLOCK.advance(Duration.ofDays(2));
        expiry.sweep();
    }

    private Approval held(long seconds) {
        return client.file(Requests.held().ttlSeconds(seconds).build()).approval();
    }

    private List<String> listed(String state) {
        Client.Answer answer =
                client.get("/v1/approvals?connection=listed&state=" + state, Tokens.withRole("audrey", "auditor"));
        return answer.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }
}
