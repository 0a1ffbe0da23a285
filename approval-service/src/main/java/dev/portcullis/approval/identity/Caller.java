// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.identity;

import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.contracts.identity.ServiceSubjects;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Who calls this service, from a verified token.
///
/// @param subject the `sub` claim
/// @param issuer the `iss` claim
/// @param clientId the OAuth client the token was issued to; empty when the token names none
/// @param groups the groups the issuer vouches for
/// @param roles the roles in Portcullis
/// @param actors everybody who acts in the subject's name (`act`), outermost first
/// @param tokenId the `jti` claim; empty when the token has none
/// @param expiresAt when the token ends
/// @param address where the request came from
public record Caller(
        String subject,
        String issuer,
        String clientId,
        Set<String> groups,
        Set<String> roles,
        List<String> actors,
        String tokenId,
        Instant expiresAt,
        String address) {

    public Caller {
        groups = Set.copyOf(groups);
        roles = Set.copyOf(roles);
        actors = List.copyOf(actors);
    }

    /// Whether the caller decides on others' requests.
    public boolean isApprover() {
        return roles.contains(Roles.APPROVER);
    }

    /// Whether the caller may see everybody's approvals, not only their own.
    public boolean seesAll() {
        return isApprover() || roles.contains(Roles.AUDITOR) || roles.contains(Roles.OPERATOR) || isGateway();
    }

    /// Whether this is the gateway itself, calling in its own name.
    public boolean isGateway() {
        return roles.contains(Roles.SERVICE)
                && subject.equals(ServiceSubjects.GATEWAY)
                && (clientId.isEmpty() || clientId.equals(ServiceSubjects.GATEWAY))
                && actors.isEmpty();
    }
}
