// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `POST /v1/keys:revoke` (internal, gateway only): an identity was revoked, and its keys with it.
///
/// @param subject whose keys
/// @param by who ordered it
/// @param reason why, in their words
/// @param issuedUntil keys issued until then end, later ones were issued for tokens of after the order; null for
///     all of them
public record KeyRevocation(
        String subject, String by, String reason, @Nullable Instant issuedUntil) {

    /// All keys of a subject.
    public KeyRevocation(String subject, String by, String reason) {
        this(subject, by, reason, null);
    }
}
