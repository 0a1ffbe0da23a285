// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/// Verifies the signature of a token once in half a minute, and everything else at every use: a gateway shows the
/// same token with each of thousands of questions. Tokens are known by their digest, and only after their
/// signature was found good. A key that its issuer withdraws is believed that much longer, which is little beside how
/// long fetched keys are
/// kept.
final class RememberedTokens implements JwtDecoder {

    static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MOST = 1_000;

    private final JwtDecoder signatures;
    private final OAuth2TokenValidator<Jwt> validator;
    private final Cache<String, Jwt> known;

    /// Over a decoder that checks signatures.
    ///
    /// @param validator everything else that a token must be
    RememberedTokens(JwtDecoder signatures, OAuth2TokenValidator<Jwt> validator, Ticker ticker) {
        this.signatures = signatures;
        this.validator = validator;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .ticker(ticker)
                .build();
    }

    @Override
    public Jwt decode(String token) {
        String digest = digest(token);
        Jwt jwt = known.getIfPresent(digest);
        if (jwt == null) {
            jwt = signatures.decode(token);
            known.put(digest, jwt);
        }
        OAuth2TokenValidatorResult result = validator.validate(jwt);
        if (result.hasErrors()) {
            throw new JwtValidationException("the token is not valid", result.getErrors());
        }
        return jwt;
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
