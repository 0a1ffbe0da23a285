// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import java.util.concurrent.CompletableFuture;

/// The approval service.
public interface Approvals {

    /// Files a held command. Filing the same command twice gives the same approval. May block. What was perhaps filed,
    /// although this fails, is withdrawn.
    ///
    /// @throws DependencyUnavailable it could not be filed, so nobody can approve it
    Approval file(ApprovalRequest request) throws DependencyUnavailable;

    /// Completes when the approval has left `PENDING`, at the latest a moment after it expires. Cancelling
    /// the future stops the wait and nothing else.
    CompletableFuture<Answer> answer(Approval approval);

    /// Uses the approval up, right before the command is forwarded. May block.
    ///
    /// @return whether it was ours to use: true exactly once per approval
    /// @throws DependencyUnavailable nobody knows; the command must not run
    boolean consume(String approvalId, String digest, String sessionId, String requester) throws DependencyUnavailable;

    /// Tells the approvers that nobody waits any more, again and again until it is heard or the approval is over. Never
    /// blocks.
    void withdraw(Approval approval);

    /// What became of a held command.
    ///
    /// @param by who decided; empty for the clock
    /// @param reason what they said
    record Answer(ApprovalState state, String by, String reason) {}
}
