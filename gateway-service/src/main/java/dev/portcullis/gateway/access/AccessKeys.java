// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.identity.Identity;
import java.time.Instant;

/// Opaque keys that stand for a token, for clients that can send one value and no token that changes.
public interface AccessKeys {
    /// The claim by which rules tell that a key was shown, and which: the key's id. Only the gateway sets
    /// it.
    String CLAIM = "portcullis_key";

    /// Whether this looks like a key, and so is no token.
    boolean isKey(String credential);

    /// The identity that a key was issued to, which ends with the key. May block.
    ///
    /// @throws NotAuthenticatedException there is no such key, it is over, or it opens another connection
    /// @throws DependencyUnavailable keys cannot be looked up now, so that nobody knows
    Identity holder(String key, String connection) throws NotAuthenticatedException, DependencyUnavailable;

    /// An identity was revoked: its keys end, but for those that were issued well after the order. Never blocks, and is
    /// told until it is heard.
    ///
    /// @param at when it was ordered
    void revokeAllOf(String subject, String by, String reason, Instant at);
}
