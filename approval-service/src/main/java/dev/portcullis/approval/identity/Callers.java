// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/// Reads a [Caller] from a token that is already verified. A claim of another shape than expected counts as absent:
/// it grants nothing.
public final class Callers {

    private static final int MAX_CHAIN = 16;

    private Callers() {}

    /// The caller of this request.
    public static Caller of(Jwt token, HttpServletRequest request) {
        return new Caller(
                Objects.requireNonNull(token.getSubject(), "verification demands a subject"),
                Objects.requireNonNull(token.getClaimAsString("iss"), "verification demands an issuer"),
                text(token, "client_id", "azp"),
                texts(token.getClaims().get("groups")),
                texts(token.getClaims().get("roles")),
                actors(token.getClaims().get("act")),
                text(token, "jti"),
                Objects.requireNonNullElse(token.getExpiresAt(), Instant.EPOCH),
                request.getRemoteAddr());
    }

    private static String text(Jwt token, String... claims) {
        for (String claim : claims) {
            if (token.getClaims().get(claim) instanceof String value) {
                return value;
            }
        }
        return "";
    }

    static Set<String> texts(@Nullable Object claim) {
        Set<String> texts = new HashSet<>();
        if (claim instanceof List<?> values) {
            for (Object value : values) {
                if (value instanceof String text) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private static List<String> actors(@Nullable Object act) {
        List<String> actors = new ArrayList<>();
        Object current = act;
        while (current instanceof Map<?, ?> actor && actors.size() < MAX_CHAIN) {
            // An actor that does not say who it is still makes the token a delegated one.
            actors.add(actor.get("sub") instanceof String subject ? subject : "");
            current = actor.get("act");
        }
        return actors;
    }
}
