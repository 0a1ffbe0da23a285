// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.contracts.approval.Approval;

/// How a request to change an approval ended.
sealed interface Outcome {

    /// It is done, or was done before by the same request.
    record Done(Approval approval, boolean created) implements Outcome {}

    /// It was refused, and nothing of what was asked happened.
    record Refused(Refusal why) implements Outcome {}

    static Outcome refused(Refusal why) {
        return new Refused(why);
    }

    static Outcome done(Approval approval) {
        return new Done(approval, false);
    }
}
