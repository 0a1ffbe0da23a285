// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That the recording of a session is to be, or was, made unreadable for good: its key is destroyed when a second
/// person agrees. The events of the session stay.
///
/// @param id its id
/// @param sessionId whose recording
/// @param reason why
/// @param askedBy who asked
/// @param askedAt when
/// @param agreedBy the other person, who agreed; null as long as nobody did
/// @param agreedAt when the key was destroyed
public record Erasure(
        String id,
        String sessionId,
        String reason,
        String askedBy,
        Instant askedAt,
        @Nullable String agreedBy,
        @Nullable Instant agreedAt) {

    /// `POST /v1/sessions/{id}/erasure`.
    ///
    /// @param reason why; it goes into the log
    public record Request(@Nullable String reason) {}
}
