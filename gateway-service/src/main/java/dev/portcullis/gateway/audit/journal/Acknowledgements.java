// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What was sent through one producer and how far it is acknowledged without a gap. Partitions answer in any order.
final class Acknowledgements {
    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private long acknowledged;
    private @Nullable Exception failure;

    Acknowledgements(long from) {
        this.acknowledged = from;
    }

    /// A record that ends at this position is about to be sent.
    synchronized Sent sending(long end) {
        Sent sent = new Sent(end);
        inFlight.addLast(sent);
        return sent;
    }

    /// Kafka answered.
    synchronized void answered(Sent sent, @Nullable Exception cause) {
        if (cause != null) {
            failure = cause;
            return;
        }
        sent.done = true;
        while (failure == null && !inFlight.isEmpty() && inFlight.getFirst().done) {
            acknowledged = inFlight.removeFirst().end;
        }
    }

    /// It was not sent after all.
    synchronized void notSent(Sent sent) {
        inFlight.remove(sent);
    }

    /// Everything before this position is acknowledged.
    synchronized long acknowledged() {
        return acknowledged;
    }

    synchronized int inFlight() {
        return inFlight.size();
    }

    /// Why the producer cannot go on; null while it can.
    synchronized @Nullable Exception failure() {
        return failure;
    }

    /// One record on its way.
    static final class Sent {
        private final long end;
        private boolean done;

        private Sent(long end) {
            this.end = end;
        }
    }
}
