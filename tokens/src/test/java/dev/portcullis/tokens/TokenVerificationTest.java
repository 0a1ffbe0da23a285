// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.testing.FakeClock;
import dev.portcullis.testing.TokenBuilder;
import dev.portcullis.testing.TokenIssuer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

class TokenVerificationTest {

    private static final FakeClock CLOCK = FakeClock.create();
    private static final TokenIssuer ISSUER = TokenIssuer.start(CLOCK);

    private final JwtDecoder tokens = new TokenVerification()
            .jwtDecoder(new IdentityProperties(ISSUER.issuer(), ISSUER.jwkSetUri(), "portcullis"), CLOCK);

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    static Stream<Arguments> good() {
        return Stream.of(
                token("RS256", TokenBuilder::sign),
                token("ES256", TokenBuilder::signEs256),
                token(
                        "one audience of several",
                        it -> it.audience("other", "portcullis").sign()),
                token("the type in full", it -> it.type("application/at+jwt").sign()),
                token("the older type", it -> it.type("JWT").sign()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void accepts(String what, Function<TokenBuilder, String> made) {
        assertThat(tokens.decode(made.apply(ISSUER.token("alice"))).getSubject())
                .as(what)
                .isEqualTo("alice");
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                token("no signature", TokenBuilder::unsigned),
                token("somebody else's key", TokenBuilder::signWithOtherKey),
                token("the public key as a secret", TokenBuilder::hs256WithPublicKey),
                token(
                        "another issuer",
                        it -> it.claim("iss", "https://other.example").sign()),
                token("another audience", it -> it.audience("other").sign()),
                token("no audience", it -> it.without("aud").sign()),
                token("for ever", it -> it.without("exp").sign()),
                token("no subject", it -> it.without("sub").sign()),
                token("a blank subject", it -> it.claim("sub", " ").sign()),
                token("an identity token's type", it -> it.type("id+jwt").sign()),
                token(
                        "bound to a key",
                        it -> it.claim("cnf", Map.of("jkt", "x")).sign()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void refuses(String what, Function<TokenBuilder, String> made) {
        String token = made.apply(ISSUER.token("alice"));
        assertThatThrownBy(() -> tokens.decode(token)).as(what).isInstanceOf(JwtException.class);
        assertThatThrownBy(() -> tokens.decode(token))
                .as("%s, shown again", what)
                .isInstanceOf(JwtException.class);
    }

    @Test
    void refusesAnExpiredTokenAlsoWhenItWasGoodBefore() {
        String seen = ISSUER.token("alice").expiresIn(Duration.ofSeconds(1)).sign();
        String unseen = ISSUER.token("bob").expiresIn(Duration.ofSeconds(1)).sign();
        assertThat(tokens.decode(seen).getSubject()).isEqualTo("alice");
        CLOCK.advance(Duration.ofSeconds(5));
        assertThat(tokens.decode(seen).getSubject())
                .as("clocks may differ a little")
                .isEqualTo("alice");
        CLOCK.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> tokens.decode(seen)).isInstanceOf(JwtException.class);
        assertThatThrownBy(() -> tokens.decode(unseen)).isInstanceOf(JwtException.class);
    }

    private static Arguments token(String what, Function<TokenBuilder, String> made) {
        return Arguments.of(what, made);
    }
}
