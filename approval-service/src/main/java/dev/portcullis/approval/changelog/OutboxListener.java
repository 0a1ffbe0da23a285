// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

/// Hears of every new state since the start, of whichever instance, soon after it was committed.
public interface OutboxListener {

    /// Must not block.
    void heard(Outbox.Message message);
}
