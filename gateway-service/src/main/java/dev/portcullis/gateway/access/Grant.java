// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.decision.Obligations;

/// Proof that one command was allowed and that this is already on durable record. Only [AccessGuard] can make
/// one, so code that takes a grant needs no second check, and code that forgot to ask does not compile. Good
/// for one forward.
public final class Grant {
    private final Verdict.Allowed allowed;
    private boolean used;

    Grant(Verdict.Allowed allowed) {
        this.allowed = allowed;
    }

    /// The command that may be forwarded.
    public CommandRequest command() {
        return allowed.command();
    }

    /// What must be done to it and to its result.
    public Obligations obligations() {
        return allowed.decision().obligations();
    }

    /// Whether something was forwarded by it. Asked on the session's own thread.
    public boolean isUsed() {
        return used;
    }

    /// Marks the grant as used. Called by the one who forwards, on the session's own thread.
    ///
    /// @throws IllegalStateException it was used before
    public void use() {
        if (used) {
            throw new IllegalStateException("a grant is good for one forward");
        }
        used = true;
    }
}
