// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What was written to a connection and does not count as sent yet. Syslog has no acknowledgement: that a connection
/// lives on for a while after a message is all that a collector says of it.
final class Unsettled {

    private record Batch(long writtenNanos, Map<TopicPartition, OffsetAndMetadata> ends) {}

    private final Deque<Batch> batches = new ArrayDeque<>();
    private final long settleNanos;

    Unsettled(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /// These were written now.
    void add(long nowNanos, Map<TopicPartition, OffsetAndMetadata> ends) {
        if (!ends.isEmpty()) {
            batches.addLast(new Batch(nowNanos, Map.copyOf(ends)));
        }
    }

    /// Takes out what has been written for long enough: where to go on behind it.
    Map<TopicPartition, OffsetAndMetadata> settled(long nowNanos) {
        Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
        while (!batches.isEmpty() && nowNanos - batches.getFirst().writtenNanos() >= settleNanos) {
            settled.putAll(batches.removeFirst().ends());
        }
        return settled;
    }

    /// Nothing of it counts: the connection has ended, or the partitions are somebody else's.
    void forget() {
        batches.clear();
    }
}
