// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Verifies with Nimbus as a service would: key set from the URI, issuer, audience, expiry, RS256 and ES256 only.
class TokenIssuerTest {
    private final TokenIssuer issuer = TokenIssuer.start();

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void signsTokensThatHoldWithBothAlgorithms() throws Exception {
        for (String token : new String[] {
            issuer.token("agent-7").groups("agents").roles("agent").sign(),
            issuer.token("agent-7").groups("agents").roles("agent").signEs256()
        }) {
            JWTClaimsSet claims = verify(token);
            assertThat(claims.getSubject()).isEqualTo("agent-7");
            assertThat(claims.getStringListClaim("groups")).containsExactly("agents");
            assertThat(claims.getStringListClaim("roles")).containsExactly("agent");
            assertThat(claims.getStringClaim("client_id")).isEqualTo("agent-7");
            assertThat(claims.getJWTID()).isNotBlank();
        }
    }

    @Test
    void signsWhatElseItIsAskedTo() throws Exception {
        JWTClaimsSet claims = verify(issuer.token("agent-7")
                .clientId("other")
                .claim("name", "Agent Seven")
                .sign());
        assertThat(claims.getStringClaim("client_id")).isEqualTo("other");
        assertThat(claims.getStringClaim("name")).isEqualTo("Agent Seven");
        assertThat(JWTParser.parse(issuer.token("a").without("jti").sign())
                        .getJWTClaimsSet()
                        .getJWTID())
                .isNull();
    }

    @Test
    void forgesTokensThatAreRefused() {
        assertRefused(issuer.token("agent-7").signWithOtherKey());
        assertRefused(issuer.token("agent-7").unsigned());
        assertRefused(issuer.token("agent-7").hs256WithPublicKey());
        assertRefused(issuer.token("agent-7").audience("another-service").sign());
        assertRefused(
                issuer.token("agent-7").claim("iss", "https://evil.example").sign());
        assertRefused(issuer.token("agent-7").expiresIn(Duration.ofMinutes(-5)).sign());
        assertRefused(issuer.token("agent-7").type("logout+jwt").sign());
    }

    @Test
    void datesTokensByTheClockItIsGiven() throws Exception {
        FakeClock clock = FakeClock.create();
        try (TokenIssuer timed = TokenIssuer.start(clock)) {
            clock.advance(Duration.ofHours(1));
            assertThat(JWTParser.parse(timed.token("a").sign())
                            .getJWTClaimsSet()
                            .getIssueTime())
                    .isEqualTo(Date.from(clock.instant()));
        }
        assertThat(JWTParser.parse(issuer.token("a").sign()).getJWTClaimsSet().getIssueTime())
                .isCloseTo(Date.from(Clock.systemUTC().instant()), 60_000);
    }

    @Test
    void keepsOldKeysAfterARotationUntilTheyAreWithdrawn() throws Exception {
        String before = issuer.token("agent-7").sign();
        issuer.rotate();
        String after = issuer.token("agent-7").sign();
        assertThat(verify(before).getSubject()).isEqualTo("agent-7");
        assertThat(verify(after).getSubject()).isEqualTo("agent-7");

        issuer.withdrawOldKeys();

        assertRefused(before);
        assertThat(verify(after).getSubject()).isEqualTo("agent-7");
    }

    @Test
    void publishesNoPrivateKey() throws Exception {
        JWKSet keys = JWKSet.load(URI.create(issuer.jwkSetUri()).toURL());
        assertThat(keys.getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
    }

    @Test
    void countsAndFailsRequestsForTheKeySet() throws Exception {
        assertThat(issuer.jwksRequests()).isZero();
        issuer.failJwks(true);
        assertThatThrownBy(() -> JWKSet.load(URI.create(issuer.jwkSetUri()).toURL()))
                .isInstanceOf(IOException.class);
        issuer.failJwks(false);
        assertThat(JWKSet.load(URI.create(issuer.jwkSetUri()).toURL()).size()).isEqualTo(2);
        assertThat(issuer.jwksRequests()).isEqualTo(2);
    }

    @Test
    void tellsWhereTheKeysAre() throws Exception {
        try (var in = URI.create(issuer.issuer() + "/.well-known/openid-configuration")
                .toURL()
                .openStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"issuer\":\"" + issuer.issuer() + "\"")
                    .contains("\"jwks_uri\":\"" + issuer.jwkSetUri() + "\"");
        }
    }

    private void assertRefused(String token) {
        assertThatThrownBy(() -> verify(token)).isInstanceOf(BadJOSEException.class);
    }

    private JWTClaimsSet verify(String token) throws Exception {
        var keys = new ImmutableJWKSet<SecurityContext>(
                JWKSet.load(URI.create(issuer.jwkSetUri()).toURL()));
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                "portcullis", new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(), Set.of("sub", "exp")));
        return processor.process(token, null);
    }
}
