// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tokens;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import tools.jackson.databind.json.JsonMapper;

/// What a token must be before anybody looks at who it names: signed with RS256 or ES256 by a key of the one issuer, an
/// access token, for this audience, neither early nor late, and not bound to a key the caller has not shown.
///
/// For a service to import; it decides itself what a role opens, in a filter chain with the [AccessProblems] given
/// here.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
public class TokenVerification {

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Bean
    JwtDecoder jwtDecoder(IdentityProperties properties, Clock clock) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(properties.jwkSetUri())
                .jwsAlgorithms(algorithms -> {
                    algorithms.add(SignatureAlgorithm.RS256);
                    algorithms.add(SignatureAlgorithm.ES256);
                })
                .validateType(false)
                .build();
        decoder.setJwtValidator(_ -> OAuth2TokenValidatorResult.success());
        return new RememberedTokens(decoder, validator(properties, clock), Ticker.systemTicker());
    }

    @Bean
    AccessProblems accessProblems(JsonMapper json) {
        return new AccessProblems(json);
    }

    static OAuth2TokenValidator<Jwt> validator(IdentityProperties properties, Clock clock) {
        JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
        times.setClock(clock);
        return new DelegatingOAuth2TokenValidator<>(
                new JwtTypeValidator(List.of("at+jwt", "application/at+jwt", "JWT")),
                new JwtIssuerValidator(properties.issuer()),
                times,
                token -> demand(
                        token.getAudience() != null && token.getAudience().contains(properties.audience()),
                        "the token is for another audience"),
                token -> demand(token.getExpiresAt() != null, "the token never expires"),
                token -> demand(
                        token.getSubject() != null && !token.getSubject().isBlank(), "the token names no subject"),
                // Accepted as a plain bearer token, a bound one would be worth as much to a thief as to its owner.
                token -> demand(!token.hasClaim("cnf"), "the token is bound to a key"));
    }

    private static OAuth2TokenValidatorResult demand(boolean met, String otherwise) {
        return met
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, otherwise, null));
    }
}
