// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.util.List;

/// Where the outbox is published to.
interface RecordSink {

    /// Delivers all, in this order, and returns when all are acknowledged. If it throws, any of them may have arrived.
    void deliver(List<Outbox.Message> messages);

    /// Gives up whatever is still under way.
    void abandon();
}
