// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/// Who calls this service, as the record of what they did names them.
///
/// @param subject the `sub` claim
/// @param issuer the `iss` claim
/// @param clientId the OAuth client the token was issued to; empty when the token names none
/// @param actors everybody who acts in the subject's name (`act`), outermost first
/// @param tokenId the `jti` claim; empty when the token has none
/// @param address where the request came from
/// @param groups the `groups` claim; empty when the token has none, or none that is a list
public record Caller(
        String subject,
        String issuer,
        String clientId,
        List<String> actors,
        String tokenId,
        String address,
        List<String> groups) {

    private static final int MAX_CHAIN = 16;

    public Caller {
        actors = List.copyOf(actors);
        groups = List.copyOf(groups);
    }

    /// The caller of this request.
    public static Caller of(Jwt token, HttpServletRequest request) {
        return new Caller(
                Objects.requireNonNull(token.getSubject(), "verification demands a subject"),
                Objects.requireNonNull(token.getClaimAsString("iss"), "verification demands an issuer"),
                text(token, "client_id", "azp"),
                actors(token.getClaims().get("act")),
                text(token, "jti"),
                request.getRemoteAddr(),
                groups(token.getClaims().get("groups")));
    }

    private static List<String> groups(@Nullable Object claim) {
        return claim instanceof List<?> groups
                ? groups.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    private static String text(Jwt token, String... claims) {
        for (String claim : claims) {
            if (token.getClaims().get(claim) instanceof String value) {
                return value;
            }
        }
        return "";
    }

    private static List<String> actors(@Nullable Object act) {
        List<String> actors = new ArrayList<>();
        Object current = act;
        while (current instanceof Map<?, ?> actor && actors.size() < MAX_CHAIN) {
            actors.add(actor.get("sub") instanceof String subject ? subject : "");
            current = actor.get("act");
        }
        return actors;
    }
}
