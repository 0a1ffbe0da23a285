// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.identity;

import dev.portcullis.cli.home.DevelopmentIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/// What a token says: who it is, their groups and roles, and for how long. The parameter `ttl` of a token request asks
/// for a shorter life in seconds.
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    /// RFC 9068: keeps an access token from being taken for anything else.
    private static final String ACCESS_TOKEN_TYPE = "at+jwt";

    private final IdentityProviderProperties properties;
    private final Clock clock;
    private final Map<String, DevelopmentIdentity> identities = DevelopmentIdentity.all().stream()
            .collect(Collectors.toUnmodifiableMap(DevelopmentIdentity::name, Function.identity()));

    TokenClaims(IdentityProviderProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        DevelopmentIdentity identity =
                identities.get(context.getRegisteredClient().getClientId());
        if (identity == null) {
            throw invalidRequest("unknown client");
        }
        Instant now = clock.instant();
        Duration lifetime = lifetime(context);
        context.getJwsHeader().type(ACCESS_TOKEN_TYPE);
        context.getClaims()
                .audience(List.of(properties.audience()))
                .id(UUID.randomUUID().toString())
                .issuedAt(now)
                .notBefore(now)
                .expiresAt(now.plus(lifetime))
                .claim("client_id", identity.name())
                .claim("name", identity.title())
                .claim("groups", identity.groups())
                .claim("roles", identity.roles());
    }

    private Duration lifetime(JwtEncodingContext context) {
        Object asked = context.getAuthorizationGrant() instanceof OAuth2ClientCredentialsAuthenticationToken request
                ? request.getAdditionalParameters().get("ttl")
                : null;
        if (asked == null) {
            return properties.tokenLifetime();
        }
        try {
            Duration wanted = Duration.ofSeconds(Long.parseLong(asked.toString()));
            if (wanted.isPositive() && wanted.compareTo(properties.longestLifetime()) <= 0) {
                return wanted;
            }
        } catch (NumberFormatException _) {
            // said below, as for a number out of range
        }
        throw invalidRequest(
                "ttl must be between 1 and " + properties.longestLifetime().toSeconds() + " seconds");
    }

    private static OAuth2AuthenticationException invalidRequest(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, description, null));
    }
}
