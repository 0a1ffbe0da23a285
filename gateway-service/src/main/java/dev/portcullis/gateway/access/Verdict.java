// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.decision.Decision;
import org.jspecify.annotations.Nullable;

/// What [AccessGuard] says about one command.
public sealed interface Verdict {

    /// The command it is about.
    CommandRequest command();

    /// Policy, and people where policy asked for them, let the command through. Not yet a permission: that is
    /// a [Grant], and there is none before the intent is durable.
    ///
    /// @param decision the decision with its obligations
    /// @param approvalId the approval that was consumed for it; null if nobody had to be asked
    record Allowed(
            CommandRequest command,
            Decision decision,
            @Nullable String approvalId) implements Verdict {}

    /// The command must not reach the target.
    record Refused(CommandRequest command, Refusal refusal) implements Verdict {}
}
