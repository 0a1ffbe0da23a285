// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.time.Duration;

/// What the journal may use. Past any of these it refuses, it never blocks.
///
/// @param segmentBytes the size of one file, zero-filled ahead so that a sync has no metadata to write
/// @param maxBytes records that are not in Kafka yet; when there are more, commands are refused
/// @param queueBytes records that wait for the writer
/// @param minFreeBytes what must stay free on the disk
/// @param retryAfter how long a journal that failed waits before it proves itself again
public record JournalLimits(long segmentBytes, long maxBytes, long queueBytes, long minFreeBytes, Duration retryAfter) {

    public JournalLimits {
        if (segmentBytes < 2L * Frame.MAX_BYTES) {
            throw new IllegalArgumentException("a segment must hold two of the largest records: " + segmentBytes);
        }
    }

    /// Room beyond [#maxBytes] for records of what has already happened, which nobody can refuse any more.
    long reserveBytes() {
        return maxBytes / 8;
    }
}
