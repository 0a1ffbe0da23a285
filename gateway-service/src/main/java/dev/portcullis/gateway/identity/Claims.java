// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads an identity out of the claims of a token whose signature holds.
final class Claims {
    private static final int MAX_ACTORS = 16;
    private static final Set<String> TAKEN = Set.of("sub", "iss", "aud", "jti", "client_id", "azp", "typ", "nonce");

    /// What claims of this kind say is for the gateway to say.
    private static final String OURS = "portcullis_";

    private final IdentityProperties.Issuer issuer;

    Claims(IdentityProperties.Issuer issuer) {
        this.issuer = issuer;
    }

    Identity identity(JWTClaimsSet claims, Instant expiresAt) throws NotAuthenticatedException {
        Map<String, Object> all = claims.getClaims();
        refuseOverage(all);
        if (all.containsKey("cnf")) {
            // Bound to a key that cannot be shown on this wire; taken as a bearer token it would lose what protects it.
            throw new NotAuthenticatedException("the token is bound to a key; use one that is not");
        }
        List<String> groups = texts(at(all, issuer.groups()), issuer.groups()).stream()
                .map(group -> issuer.groupPrefix() + group)
                .toList();
        return new Identity(
                subject(claims),
                issuer.issuer(),
                clientId(all),
                groups,
                texts(at(all, issuer.roles()), issuer.roles()),
                actors(all.get("act")),
                strings(all),
                claims.getJWTID() == null ? "" : claims.getJWTID(),
                expiresAt);
    }

    /// An issuer that leaves out groups because they are too many says so. Read as "no groups", such a token would slip
    /// past every rule that denies a group.
    private static void refuseOverage(Map<String, Object> claims) throws NotAuthenticatedException {
        if (claims.containsKey("hasgroups")
                || claims.containsKey("_claim_names")
                || claims.containsKey("_claim_sources")) {
            throw new NotAuthenticatedException("the token leaves out groups; ask for one with fewer");
        }
    }

    private static String subject(JWTClaimsSet claims) throws NotAuthenticatedException {
        String subject = claims.getSubject();
        if (subject == null || subject.isBlank()) {
            throw new NotAuthenticatedException("the token has no subject");
        }
        return subject;
    }

    private static String clientId(Map<String, Object> claims) {
        return claims.getOrDefault("client_id", claims.getOrDefault("azp", "")) instanceof String id ? id : "";
    }

    private static @Nullable Object at(Map<String, Object> claims, String path) {
        Object found = claims.get(path);
        if (found != null) {
            return found;
        }
        Object node = claims;
        for (String part : path.split("\\.", -1)) {
            node = node instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return node;
    }

    private static List<String> texts(@Nullable Object claim, String name) throws NotAuthenticatedException {
        return switch (claim) {
            case null -> List.of();
            case String one -> List.of(one);
            case List<?> many -> {
                List<String> texts = new ArrayList<>(many.size());
                for (Object one : many) {
                    if (!(one instanceof String text)) {
                        throw new NotAuthenticatedException("the token's " + name + " are not texts");
                    }
                    texts.add(text);
                }
                yield texts;
            }
            default -> throw new NotAuthenticatedException("the token's " + name + " are not texts");
        };
    }

    /// RFC 8693: the outermost actor is the current one; those within are history.
    private static List<String> actors(@Nullable Object act) throws NotAuthenticatedException {
        List<String> actors = new ArrayList<>();
        Object node = act;
        while (node != null) {
            if (!(node instanceof Map<?, ?> actor)
                    || !(actor.get("sub") instanceof String subject)
                    || actors.size() == MAX_ACTORS) {
                throw new NotAuthenticatedException("the token's chain of actors cannot be read");
            }
            actors.add(subject);
            node = actor.get("act");
        }
        return actors;
    }

    private Map<String, String> strings(Map<String, Object> claims) {
        Map<String, String> strings = new TreeMap<>();
        claims.forEach((name, value) -> {
            if (value instanceof String text
                    && !TAKEN.contains(name)
                    && !name.startsWith(OURS)
                    && !name.equals(issuer.groups())
                    && !name.equals(issuer.roles())) {
                strings.put(name, text);
            }
        });
        return strings;
    }

    /// A claim's time; null if there is none or it is no time.
    static @Nullable Instant time(JWTClaimsSet claims, String name) throws NotAuthenticatedException {
        try {
            var date = claims.getDateClaim(name);
            return date == null ? null : date.toInstant();
        } catch (ParseException e) {
            throw new NotAuthenticatedException("the token's " + name + " is no time");
        }
    }
}
