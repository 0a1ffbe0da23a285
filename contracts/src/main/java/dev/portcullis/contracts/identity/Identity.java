// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Who calls, as a verified token says it. Only token verification makes one from a token; everything else
/// reads it.
///
/// @param subject the `sub` claim
/// @param issuer the `iss` claim, one of the allowed issuers
/// @param clientId the OAuth client that obtained the token (`client_id` or `azp`); empty when the token names
///     none
/// @param groups the groups the issuer vouches for, case-sensitive
/// @param roles the roles in Portcullis (`agent`, `developer`, `approver`, …)
/// @param actors the chain of actors (RFC 8693 `act`), the outermost (current) first; empty when the caller
///     acts for itself
/// @param claims the remaining string-valued claims that rules may read
/// @param tokenId the `jti` claim; empty when the token has none
/// @param expiresAt the `exp` claim; nothing done in this identity's name outlives it
public record Identity(
        String subject,
        String issuer,
        String clientId,
        List<String> groups,
        List<String> roles,
        List<String> actors,
        Map<String, String> claims,
        String tokenId,
        Instant expiresAt) {

    public Identity {
        groups = List.copyOf(groups);
        roles = List.copyOf(roles);
        actors = List.copyOf(actors);
        claims = Map.copyOf(claims);
    }

    /// The same caller, of whom rules read other claims.
    public Identity withClaims(Map<String, String> others) {
        return new Identity(subject, issuer, clientId, groups, roles, actors, others, tokenId, expiresAt);
    }
}
