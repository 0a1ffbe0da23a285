// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// Bounds how often a process that keeps dying is started again: so many times in so long.
final class RestartBudget {

    static final int RESTARTS = 5;
    static final Duration WINDOW = Duration.ofMinutes(10);

    private final Clock clock;
    private final Deque<Instant> spent = new ArrayDeque<>();

    RestartBudget(Clock clock) {
        this.clock = clock;
    }

    /// Whether one more restart is within the bound; if so, it counts.
    synchronized boolean spend() {
        Instant now = clock.instant();
        while (!spent.isEmpty() && spent.getFirst().isBefore(now.minus(WINDOW))) {
            spent.removeFirst();
        }
        if (spent.size() >= RESTARTS) {
            return false;
        }
        spent.addLast(now);
        return true;
    }
}
