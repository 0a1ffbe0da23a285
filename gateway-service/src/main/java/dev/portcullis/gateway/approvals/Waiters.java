// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.gateway.access.Approvals.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Who waits for which approval.
final class Waiters {
    private final Map<String, Waiter> waiters = new ConcurrentHashMap<>();

    /// Waits until told, or cancelled. Every command is filed once; whoever waits for it again waits along.
    Waiter add(Approval approval) {
        return waiters.computeIfAbsent(approval.id(), id -> {
            Waiter waiter = new Waiter(approval, new CompletableFuture<>());
            var _ = waiter.answer().whenComplete((_, _) -> waiters.remove(id, waiter));
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

    int count() {
        return waiters.size();
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
