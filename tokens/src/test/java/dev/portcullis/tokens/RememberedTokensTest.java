// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;

class RememberedTokensTest {

    private final AtomicInteger verified = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final Set<String> good = new HashSet<>(Set.of("one", "two"));
    private final Set<String> expired = new HashSet<>();
    private final RememberedTokens tokens = new RememberedTokens(
            this::verify,
            jwt -> expired.contains(jwt.getTokenValue())
                    ? OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"))
                    : OAuth2TokenValidatorResult.success(),
            nanos::get);

    private Jwt verify(String token) {
        verified.incrementAndGet();
        if (!good.contains(token)) {
            throw new BadJwtException("signature");
        }
        return Jwt.withTokenValue(token).header("alg", "none").subject(token).build();
    }

    @Test
    void aSignatureIsVerifiedOnceInHalfAMinute() {
        assertThat(tokens.decode("one").getSubject()).isEqualTo("one");
        assertThat(tokens.decode("one").getSubject()).isEqualTo("one");
        assertThat(verified).hasValue(1);
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        good.remove("one");
        assertThatThrownBy(() -> tokens.decode("one")).isInstanceOf(BadJwtException.class);
    }

    @Test
    void everythingElseIsCheckedEachTime() {
        tokens.decode("one");
        expired.add("one");
        assertThatThrownBy(() -> tokens.decode("one")).isInstanceOf(JwtValidationException.class);
        assertThat(tokens.decode("two").getSubject()).isEqualTo("two");
    }

    @Test
    void aForgedTokenIsNotRemembered() {
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThat(verified).hasValue(2);
        assertThatThrownBy(() -> tokens.decode("onf")).isInstanceOf(BadJwtException.class);
    }
}
