// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.security;

import dev.portcullis.contracts.identity.ServiceSubjects;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;

/// Who changes something, as the audit event will say it.
///
/// @param subject the token's `sub`
/// @param issuer who vouches for it; empty for the service itself
/// @param tokenId the token's `jti`; empty when it has none
/// @param groups the token's groups
/// @param address where the request came from; empty for the service itself
public record Caller(String subject, String issuer, String tokenId, List<String> groups, String address) {

    /// The service itself, when it applies the documents it was started with.
    public static final Caller SERVICE = new Caller(ServiceSubjects.POLICY, "", "", List.of(), "");

    public Caller {
        groups = List.copyOf(groups);
    }

    /// The caller with a verified token.
    public static Caller of(Jwt token, String address) {
        return new Caller(
                Objects.requireNonNull(token.getSubject(), "verification demands a subject"),
                Objects.requireNonNull(token.getClaimAsString("iss"), "verification demands an issuer"),
                Optional.ofNullable(token.getId()).orElse(""),
                Optional.ofNullable(token.getClaimAsStringList("groups")).orElse(List.of()),
                address);
    }
}
