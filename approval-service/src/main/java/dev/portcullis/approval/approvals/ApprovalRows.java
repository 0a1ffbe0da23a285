// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The stored approvals, as the rules need them. What a row locks stays locked until the end of the transaction.
interface ApprovalRows {

    ApprovalRow saveAndFlush(ApprovalRow row);

    Optional<ApprovalRow> findById(UUID id);

    Optional<ApprovalRow> findByCommandId(String commandId);

    Optional<ApprovalRow> lock(UUID id);

    Optional<ApprovalRow> lockByCommandId(String commandId);

    /// The approval whose time was over first, locked; one that another transaction works on is passed over.
    Optional<ApprovalRow> lockNextDue(Instant now);

    /// A pending approval whose next group is to be asked now, locked; one that another transaction works on is passed
    /// over.
    Optional<ApprovalRow> lockNextEscalating(Instant now);

    /// Uses the approval of a command up. The one statement decides: of any number of callers one is told 1, all others
    /// 0.
    int consume(UUID id, Instant now, String digest, String sessionId, String requester);
}
