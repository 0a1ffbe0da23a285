// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.key;

import dev.portcullis.contracts.identity.Identity;
import org.jspecify.annotations.Nullable;

/// `POST /v1/keys` (internal, gateway only): keep a key that the gateway made for a caller whose token it
/// verified.
///
/// @param identity whose it is, as the token says it
/// @param connection the one connection it opens
/// @param digest the SHA-256 of the key, in lower-case hex
/// @param purpose what it is for; empty for nothing
/// @param seconds how long it is to live at most; null for as long as it may
public record KeyFiling(
        Identity identity,
        String connection,
        String digest,
        String purpose,
        @Nullable Long seconds) {}
