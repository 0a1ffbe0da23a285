// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.testing.FakeClock;
import dev.portcullis.testing.TokenBuilder;
import dev.portcullis.testing.TokenIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
    private final FakeClock clock = FakeClock.create();
    private final TokenIssuer issuer = TokenIssuer.start(clock);
    private final TokenIssuer stranger = TokenIssuer.start(clock);
    private final Revocations revocations = new Revocations();
    private final TokenVerifier verifier = verifier("groups", "");

    @AfterEach
    void close() {
        issuer.close();
        stranger.close();
    }

    @Test
    void readsTheIdentityOutOfAGoodToken() throws Exception {
        Identity identity = verifier.verify(token().groups("agents", "Agents")
                .roles("agent")
                .clientId("claude-code")
                .claim("act", Map.of("sub", "outer", "act", Map.of("sub", "inner")))
                .claim("team", "blue")
                .claim("portcullis_key", "claimed")
                .sign());

        assertThat(identity.subject()).isEqualTo("agent-7");
        assertThat(identity.issuer()).isEqualTo(issuer.issuer());
        assertThat(identity.groups()).containsExactly("agents", "Agents");
        assertThat(identity.roles()).containsExactly("agent");
        assertThat(identity.clientId()).isEqualTo("claude-code");
        assertThat(identity.actors()).containsExactly("outer", "inner");
        assertThat(identity.claims())
                .containsEntry("team", "blue")
                .doesNotContainKey("sub")
                .doesNotContainKey("portcullis_key");
        assertThat(identity.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(verifier.verify(token().signEs256()).subject()).isEqualTo("agent-7");
    }

    @Test
    void refusesForgeries() {
        assertRefused("", "token is required");
        assertRefused("a.b.c", "no signed token");
        assertRefused("x".repeat(20_000), "token is required");
        assertRefused(token().signWithOtherKey(), "signature");
        assertRefused(token().unsigned(), "no signed token");
        assertRefused(token().hs256WithPublicKey(), "algorithm");
        String good = token().sign();
        assertRefused(good.substring(0, good.length() - 8) + "AAAAAAAA", "signature");
    }

    @Test
    void asksNothingOfAnIssuerItDoesNotKnow() {
        assertRefused(stranger.token("agent-7").sign(), "issuer");
        assertRefused(token().claim("iss", stranger.issuer()).sign(), "issuer");
        assertRefused(token().without("iss").sign(), "issuer");
        assertThat(stranger.jwksRequests()).isZero();
        assertThat(issuer.jwksRequests()).isZero();
    }

    @Test
    void refusesATokenForAnotherAudience() {
        assertRefused(token().audience("billing").sign(), "audience");
        assertRefused(token().without("aud").sign(), "audience");
    }

    @Test
    void takesATokenForSeveralAudiences() throws Exception {
        assertThat(verifier.verify(token().audience("billing", "portcullis").sign()))
                .isNotNull();
    }

    @Test
    void refusesATokenOnceItHasExpiredEvenIfItIsRemembered() throws Exception {
        String token = token().expiresIn(Duration.ofMinutes(1)).sign();
        assertThat(verifier.verify(token)).isNotNull();
        clock.advance(Duration.ofSeconds(64));
        assertThat(verifier.verify(token)).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertRefused(token, "expired");
        assertRefused(token().without("exp").sign(), "never expires");
    }

    @Test
    void refusesATokenOfTheFutureButNotForALittleSkew() throws Exception {
        Date soon = Date.from(clock.instant().plusSeconds(59));
        Date later = Date.from(clock.instant().plusSeconds(61));
        assertThat(verifier.verify(token().claim("nbf", soon).claim("iat", soon).sign()))
                .isNotNull();
        assertRefused(token().claim("nbf", later).sign(), "not valid yet");
        assertRefused(token().claim("iat", later).sign(), "not valid yet");
    }

    @Test
    void refusesWhatIsNoAccessToken() throws Exception {
        assertThat(verifier.verify(token().type("JWT").sign())).isNotNull();
        assertRefused(token().type("logout+jwt").sign(), "type");
        assertRefused(token().claim("nonce", "n").sign(), "ID token");
        assertRefused(token().claim("typ", "ID").sign(), "ID token");
        assertRefused(token().claim("at_hash", "h").sign(), "ID token");
    }

    @Test
    void refusesATokenBoundToAKeyThatCannotBeShownHere() {
        assertRefused(token().claim("cnf", Map.of("jkt", "x")).sign(), "bound to a key");
    }

    @Test
    void neverReadsLeftOutGroupsAsNoGroups() {
        assertRefused(token().claim("hasgroups", true).sign(), "groups");
        assertRefused(token().claim("_claim_names", Map.of("groups", "src1")).sign(), "groups");
        assertRefused(token().claim("groups", List.of(1, 2)).sign(), "groups");
    }

    @Test
    void refusesATokenOfBeforeARevocationAndTakesOneOfAfter() throws Exception {
        String token = token().sign();
        String other = issuer.token("agent-8").sign();
        assertThat(verifier.verify(token)).isNotNull();
        revocations.revoke("agent-7", clock.instant());
        assertRefused(token, "revoked");
        assertRefused(token().without("iat").sign(), "revoked");
        assertThat(verifier.verify(other)).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(verifier.verify(token().sign())).isNotNull();
    }

    @Test
    void refusesATokenWithoutASubject() {
        assertRefused(token().without("sub").sign(), "subject");
    }

    @Test
    void findsGroupsWhereTheIssuerPutsThem() throws Exception {
        TokenVerifier keycloak = verifier("realm_access.roles", "kc:");
        String token =
                token().claim("realm_access", Map.of("roles", List.of("dba"))).sign();
        assertThat(keycloak.verify(token).groups()).containsExactly("kc:dba");
        assertThat(keycloak.verify(token().claim("realm_access", Map.of("roles", "one"))
                                .sign())
                        .groups())
                .containsExactly("kc:one");
    }

    @Test
    void followsARotationAfterOneFetch() throws Exception {
        assertThat(verifier.verify(token().sign())).isNotNull();
        clock.advance(Duration.ofSeconds(61));
        issuer.rotate();
        assertThat(verifier.verify(token().sign())).isNotNull();
        assertThat(issuer.jwksRequests()).isEqualTo(2);
    }

    @Test
    void fetchesKeysAtMostOnceAMinuteWhateverKeysTokensName() throws Exception {
        assertThat(verifier.verify(token().sign())).isNotNull();
        issuer.rotate();
        for (int i = 0; i < 100; i++) {
            String token = token().claim("n", i).sign();
            assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(NotAuthenticatedException.class);
        }
        assertThat(issuer.jwksRequests()).isEqualTo(1);
    }

    @Test
    void goesOnWithTheKeysItKnowsWhileTheIssuerIsAway() throws Exception {
        assertThat(verifier.verify(token().sign())).isNotNull();
        issuer.failJwks(true);
        clock.advance(Duration.ofHours(1));
        assertThat(verifier.verify(token().sign())).isNotNull();
    }

    @Test
    void saysThatNobodyKnowsWhileThereAreNoKeysAndRecovers() throws Exception {
        issuer.failJwks(true);
        assertThatThrownBy(() -> verifier.verify(token().sign())).isInstanceOf(DependencyUnavailable.class);
        issuer.failJwks(false);
        clock.advance(Duration.ofSeconds(3));
        assertThat(verifier.verify(token().sign())).isNotNull();
    }

    private TokenBuilder token() {
        return issuer.token("agent-7");
    }

    private TokenVerifier verifier(String groups, String prefix) {
        var trusted = new IdentityProperties.Issuer(
                issuer.issuer(), URI.create(issuer.jwkSetUri()), "portcullis", groups, "roles", prefix);
        return new TokenVerifier(
                new IdentityProperties(
                        List.of(trusted),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(60),
                        1_000),
                HttpClient.newHttpClient(),
                clock,
                revocations);
    }

    private void assertRefused(String token, String why) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(NotAuthenticatedException.class)
                .hasMessageContaining(why);
    }
}
