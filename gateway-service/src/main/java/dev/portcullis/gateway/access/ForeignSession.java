// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import java.time.Instant;

/// A session at the target that is not this gateway's: another gateway's, or one that went past all of them.
///
/// @param process the process at the target that serves it
/// @param begunMicros when that began by the target's own clock, in microseconds since the epoch; with the
///     process it names the session for ever
/// @param begun the same by the gateway's clock
/// @param application what it calls itself; anybody can say anything there
/// @param client its address as the target sees it; empty for a local socket
/// @param kind the target's word for it
/// @param expected whether the connection's document lets this account go past the gateway
public record ForeignSession(
        int process,
        long begunMicros,
        Instant begun,
        String user,
        String application,
        String client,
        String kind,
        boolean expected) {}
