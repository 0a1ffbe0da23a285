// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.util.Map;

/// Where [ChangeLog] writes: the head of the audit chain, and the outbox. All within the transaction of the caller.
interface ChangeStore {

    /// The end of the chain.
    ///
    /// @param sequence the number of the newest event; 0 before the first
    /// @param hash the SHA-256 of its exact bytes; zeros before the first
    record Head(long sequence, String hash) {}

    /// The chain's head, locked until the end of the transaction.
    Head lockHead(String chain);

    /// Moves the head on.
    void move(String chain, Head head);

    /// Adds a record, after all others.
    void append(String topic, String key, Map<String, String> headers, byte[] value);
}
