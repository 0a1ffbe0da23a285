// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What people agreed to before it was asked.
///
/// It only ever answers a question that policy has put to people: who asks here was held, not denied.
/// Everything is called in the transaction of the change, and what it locks stays locked until the end of
/// it.
public interface PriorConsent {

    /// A held command, before anybody was asked about it.
    ///
    /// @param approval the approval's id
    /// @param commitment what events name of what is asked
    /// @param asked what is asked, with the exact text that will run
    /// @param people everybody the request comes from
    /// @param at when it was filed
    record Held(UUID approval, String commitment, ApprovalRequest asked, List<String> people, Instant at) {}

    /// Uses one up, if people agreed to exactly this; says which. Records nothing yet.
    Optional<UUID> take(Held held);

    /// Records that it was used.
    void report(UUID template, Held held);

    /// Whether what was taken still counts at this moment: a command that was not forwarded yet is not,
    /// once it does not.
    boolean stands(UUID template, Instant now);
}
