// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.gateway.access.Holding;
import dev.portcullis.gateway.access.Refusal;
import java.util.concurrent.CompletableFuture;

/// A caller that may be asked to wait. It calls the hold off by going away, unless it was told to come back for the
/// answer.
final class ClientHold implements Holding {
    private final CompletableFuture<Approval> held = new CompletableFuture<>();
    private final CompletableFuture<Refusal> calledOff = new CompletableFuture<>();
    private volatile boolean detached;

    @Override
    public void held(Approval approval) {
        held.complete(approval);
    }

    @Override
    public CompletableFuture<Refusal> calledOff() {
        return calledOff;
    }

    /// Completes when it comes to that.
    CompletableFuture<Approval> approval() {
        return held;
    }

    /// From now on nobody waits on the line.
    void detach() {
        detached = true;
    }

    /// The caller is gone.
    void callerLeft() {
        if (!detached) {
            calledOff.complete(new Refusal.Cancelled());
        }
    }
}
