// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key as everybody but its holder knows it.
///
/// @param id the key's id, which is no secret
/// @param subject whose it is
/// @param issuer who vouches for the subject
/// @param actors the chain of actors that asked for it
/// @param connection the one connection it opens
/// @param purpose what it is for
/// @param issuedAt when it was issued
/// @param expiresAt when it ends by itself
/// @param endedAt when somebody ended it; null while nobody has
/// @param endedBy who ended it; empty for nobody
/// @param endReason why, in their words; empty for nothing
public record AccessKey(
        String id,
        String subject,
        String issuer,
        List<String> actors,
        String connection,
        String purpose,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant endedAt,
        String endedBy,
        String endReason) {
    public AccessKey {
        actors = List.copyOf(actors);
    }

    /// Whether it opens its connection at this moment.
    public boolean holds(Instant now) {
        return endedAt == null && now.isBefore(expiresAt);
    }
}
