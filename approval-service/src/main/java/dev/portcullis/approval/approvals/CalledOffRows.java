// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.CallOffRequest;
import java.time.Instant;

/// The commands that nobody waits for although their filing has not arrived.
interface CalledOffRows {

    /// Lets nobody else through who files this command or calls it off, until the end of the transaction.
    void queueFor(String commandId);

    /// Adds one, if it is not there.
    void add(CallOffRequest.Filed command, Instant at);

    /// Whether exactly this command was called off.
    boolean contains(CallOffRequest.Filed command);

    /// Removes those from before this time; returns how many.
    int forgetBefore(Instant time);
}
