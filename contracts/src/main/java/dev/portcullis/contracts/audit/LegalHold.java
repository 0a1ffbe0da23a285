// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That nothing of something is erased and nothing of it expires, until it is lifted.
///
/// @param id its id
/// @param scope of what
/// @param value which one: a session's id, a subject, a connection's name
/// @param reason why
/// @param setBy who set it
/// @param setAt when
/// @param liftedBy who lifted it; null as long as it holds
/// @param liftedAt when
public record LegalHold(
        String id,
        Scope scope,
        String value,
        String reason,
        String setBy,
        Instant setAt,
        @Nullable String liftedBy,
        @Nullable Instant liftedAt) {

    /// What is held.
    public enum Scope {
        /// One session.
        SESSION,
        /// All sessions of one subject.
        IDENTITY,
        /// All sessions on one connection.
        CONNECTION
    }

    /// `POST /v1/holds`.
    ///
    /// @param scope of what
    /// @param value which one
    /// @param reason why; it goes into the log
    public record Request(
            @Nullable Scope scope,
            @Nullable String value,
            @Nullable String reason) {}
}
