// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One session as `GET /v1/sessions` shows it.
///
/// @param id the session id
/// @param identity the subject of who opened it
/// @param issuer who vouched for the subject
/// @param connection the connection it went to
/// @param protocol the protocol the client spoke
/// @param clientAddress where the client was
/// @param startedAt when it began
/// @param endedAt when it ended; absent while it runs
/// @param state whether it runs
/// @param endReason why it ended; empty while it runs
/// @param commands commands that were forwarded
/// @param denied commands that were refused
/// @param rows rows that were returned
public record SessionView(
        String id,
        String identity,
        String issuer,
        String connection,
        String protocol,
        String clientAddress,
        Instant startedAt,
        @Nullable Instant endedAt,
        State state,
        String endReason,
        long commands,
        long denied,
        long rows) {

    /// Whether a session runs.
    public enum State {
        ACTIVE,
        ENDED
    }
}
