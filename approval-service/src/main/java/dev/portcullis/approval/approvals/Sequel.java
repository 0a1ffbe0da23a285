// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalState;
import java.util.UUID;

/// What follows when people have decided about something else than a command.
///
/// Called in the transaction of the decision, while the approval is locked and before anything is recorded:
/// what it changes is committed with the decision or not at all.
public interface Sequel {

    /// An approval of another kind than `COMMAND` has left `PENDING`.
    void decided(Decided decided);

    /// What was decided.
    ///
    /// @param approval the approval's id
    /// @param subject what was asked about: for a grant or a template its id
    /// @param state `APPROVED`, or an end without a yes
    /// @param by who decided; empty for the clock
    /// @param reason what they said
    record Decided(UUID approval, String subject, ApprovalState state, String by, String reason) {}
}
