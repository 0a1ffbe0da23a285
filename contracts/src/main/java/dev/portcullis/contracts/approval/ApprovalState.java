// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

/// The life of an approval: `PENDING → APPROVED → CONSUMED`, or an end in between that never runs.
public enum ApprovalState {
    /// waits for people
    PENDING,
    /// enough people said yes; may be consumed once until it expires
    APPROVED,
    /// used up: the command was forwarded, or was about to be
    CONSUMED,
    /// somebody said no
    REJECTED,
    /// nobody decided, or nobody consumed, in time
    EXPIRED,
    /// the client cancelled or went away
    WITHDRAWN;

    /// Whether nothing can change any more.
    public boolean isFinal() {
        return switch (this) {
            case PENDING, APPROVED -> false;
            case CONSUMED, REJECTED, EXPIRED, WITHDRAWN -> true;
        };
    }
}
