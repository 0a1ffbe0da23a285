// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AccessKeys;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.NotAuthenticatedException;

/// Tokens everywhere, keys at their connection only: what has no connection takes tokens and nothing
/// else.
final class TokensAndKeys implements Identities {
    private final TokenVerifier tokens;
    private final AccessKeys keys;

    TokensAndKeys(TokenVerifier tokens, AccessKeys keys) {
        this.tokens = tokens;
        this.keys = keys;
    }

    @Override
    public Identity verify(String token) throws NotAuthenticatedException, DependencyUnavailable {
        if (keys.isKey(token)) {
            throw new NotAuthenticatedException("a key opens its connection and nothing else; send a token");
        }
        return tokens.verify(token);
    }

    @Override
    public Identity verify(String credential, String connection)
            throws NotAuthenticatedException, DependencyUnavailable {
        return keys.isKey(credential) ? keys.holder(credential, connection) : tokens.verify(credential);
    }
}
