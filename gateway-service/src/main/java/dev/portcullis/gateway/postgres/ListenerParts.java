// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.access.SessionDoor;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// What all connections of one listener share.
///
/// @param blocking runs what may block; never the event loops
/// @param handshakes connections that are not open yet
record ListenerParts(
        PostgresListenerProperties properties,
        SessionDoor door,
        AccessGuard guard,
        Credentials credentials,
        LiveSessions sessions,
        PreviewTickets tickets,
        SqlReadings readings,
        Masking masking,
        TlsContexts tls,
        UpstreamConnector upstreams,
        CancelRegistry cancels,
        Executor blocking,
        Clock clock,
        AtomicInteger handshakes) {}
