// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.targets;

import java.time.Instant;
import java.util.List;

/// What one event says about a target.
public sealed interface TargetFact {

    /// A gateway logged in, for a session or for itself.
    ///
    /// @param address the target, as `host:port`
    /// @param process the process at the target that serves the login
    record Connected(String address, long process, Instant opened, Instant ready, String connection, String purpose)
            implements TargetFact {}

    /// A gateway looked, and saw these sessions that are not its own and that it had not reported before.
    record Observed(String connection, String address, List<Seen> sessions) implements TargetFact {
        public Observed {
            sessions = List.copyOf(sessions);
        }
    }

    /// A gateway could not look.
    record Blind(String connection, String address, String why) implements TargetFact {}

    /// Nothing.
    record None() implements TargetFact {}

    /// A session at a target that the gateway which saw it does not know.
    ///
    /// @param begunMicros when it began by the target's clock
    /// @param begun the same by the gateway's
    /// @param expected whether the account may go past the gateways
    record Seen(
            long process,
            long begunMicros,
            Instant begun,
            String user,
            String application,
            String client,
            String kind,
            boolean expected) {}
}
