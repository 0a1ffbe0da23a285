// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.decision;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.identity.Identity;
import java.time.Instant;

/// `POST /v1/decisions` of the policy service: may this identity run this command here and now?
///
/// @param connection the name of the connection
/// @param identity who asks
/// @param session the session in which the command arrived
/// @param history what the session did before
/// @param command what is asked
/// @param time when, by the gateway's clock
public record DecisionRequest(
        String connection,
        Identity identity,
        SessionReference session,
        SessionHistory history,
        Command command,
        Instant time) {

    /// The first question of a session.
    public DecisionRequest(
            String connection, Identity identity, SessionReference session, Command command, Instant time) {
        this(connection, identity, session, SessionHistory.NONE, command, time);
    }

    /// The session of a command.
    ///
    /// @param id the session's id
    /// @param protocol `postgres`, …
    /// @param clientAddress the caller's address, without the port
    /// @param startedAt when it began
    public record SessionReference(String id, String protocol, String clientAddress, Instant startedAt) {}
}
