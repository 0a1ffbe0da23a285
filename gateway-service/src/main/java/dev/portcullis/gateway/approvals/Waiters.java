// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.gateway.access.Approvals.Answer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who waits for which approval.
final class Waiters {
    private final Map<String, Waiter> waiters = new ConcurrentHashMap<>();
    private final Meter.MeterProvider<Timer> waits;

    Waiters(MeterRegistry metrics) {
        Gauge.builder("portcullis.holds", waiters, Map::size)
                .description("Commands that wait for people")
                .register(metrics);
        this.waits = Timer.builder("portcullis.holds.wait")
                .description("How long commands were held, by what ended it; called off if nobody's word did")
                .withRegistry(metrics);
    }

    /// Waits until told, or cancelled. Every command is filed once; whoever waits for it again waits along.
    Waiter add(Approval approval) {
        return waiters.computeIfAbsent(approval.id(), id -> {
            Waiter waiter = new Waiter(approval, new CompletableFuture<>());
            Timer.Sample since = Timer.start();
            var _ = waiter.answer().whenComplete((answer, _) -> {
                waiters.remove(id, waiter);
                since.stop(waits.withTag("ended", ending(answer)));
            });
            return waiter;
        });
    }

    /// The topic says so.
    void changed(ApprovalChanged change) {
        answer(change.approvalId(), new Answer(change.state(), change.by(), change.reason()));
    }

    /// The approval service says so.
    void now(Approval approval) {
        answer(approval.id(), of(approval));
    }

    List<Waiter> all() {
        return List.copyOf(waiters.values());
    }

    private void answer(String approvalId, Answer answer) {
        if (answer.state() == ApprovalState.PENDING) {
            return;
        }
        Waiter waiter = waiters.get(approvalId);
        if (waiter != null) {
            waiter.answer().complete(answer);
        }
    }

    private static String ending(@Nullable Answer answer) {
        return answer == null ? "called-off" : answer.state().name().toLowerCase(Locale.ROOT);
    }

    /// The last word is the one that decided.
    private static Answer of(Approval approval) {
        boolean byVote = approval.state() == ApprovalState.APPROVED || approval.state() == ApprovalState.REJECTED;
        if (!byVote || approval.votes().isEmpty()) {
            return new Answer(approval.state(), "", "");
        }
        Approval.Vote vote = approval.votes().getLast();
        return new Answer(approval.state(), vote.voter(), vote.reason());
    }

    /// One held command.
    static final class Waiter {
        private final Approval approval;
        private final CompletableFuture<Answer> answer;

        Waiter(Approval approval, CompletableFuture<Answer> answer) {
            this.approval = approval;
            this.answer = answer;
        }

        Approval approval() {
            return approval;
        }

        CompletableFuture<Answer> answer() {
            return answer;
        }
    }
}
