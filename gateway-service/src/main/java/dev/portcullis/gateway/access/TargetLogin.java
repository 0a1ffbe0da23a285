// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import java.time.Duration;
import java.time.Instant;

/// One login of the gateway at a target, by what the target tells it from all others: the process that serves
/// it, and when that began. Nobody else can choose these.
///
/// @param address the target, as `host:port`
/// @param process the process at the target that serves it
/// @param opened just before the connection was made
/// @param ready when the login was through
public record TargetLogin(String address, int process, Instant opened, Instant ready) {

    /// How far the times may be off; nothing is gained by a process number that is used again later.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /// Whether a process at the same target that began at this time serves this login.
    public boolean isServedBy(int candidate, Instant begun) {
        return candidate == process
                && !begun.isBefore(opened.minus(TOLERANCE))
                && !begun.isAfter(ready.plus(TOLERANCE));
    }
}
