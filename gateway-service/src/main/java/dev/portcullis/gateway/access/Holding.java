// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.approval.Approval;
import java.util.concurrent.CompletableFuture;

/// The client's side of a hold: how it is told, and how it calls the hold off.
public interface Holding {

    /// The command is held; tell the client why it waits, for what and until when.
    void held(Approval approval);

    /// Completes when the client cancels, goes away, or the session ends: the refusal to answer with. One
    /// future per command.
    CompletableFuture<Refusal> calledOff();
}
