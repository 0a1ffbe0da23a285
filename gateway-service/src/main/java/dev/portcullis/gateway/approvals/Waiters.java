// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.gateway.access.Approvals.Answer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Who waits for which approval.
final class Waiters {
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /// Waits until told, or cancelled.
    Waiter add(Approval approval) {
        Waiter waiter = new Waiter(approval, new CompletableFuture<>());
        waiters.add(waiter);
        var _ = waiter.answer().whenComplete((_, _) -> waiters.remove(waiter));
        return waiter;
    }

    /// The topic says so.
    void changed(ApprovalChanged change) {
        answer(change.approvalId(), new Answer(change.state(), change.by(), change.reason()));
    }

    /// The approval service says so.
    void now(Approval approval) {
        answer(approval.id(), of(approval));
    }

    Collection<Waiter> all() {
        return List.copyOf(waiters);
    }

    int count() {
        return waiters.size();
    }

    private void answer(String approvalId, Answer answer) {
        if (answer.state() == ApprovalState.PENDING) {
            return;
        }
        for (Waiter waiter : waiters) {
            if (waiter.approval().id().equals(approvalId)) {
                waiter.answer().complete(answer);
            }
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
