// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// Verifies tokens of the allowed issuers. A token verified once is remembered by the SHA-256 of all of it
/// until it
/// expires; one that was refused is not remembered.
final class TokenVerifier implements Identities {
    private static final int MAX_LENGTH = 16 * 1024;

    private final Clock clock;
    private final IdentityProperties properties;
    private final Revocations revocations;
    private final Map<String, IssuerVerifier> issuers = new HashMap<>();
    private final Cache<ByteBuffer, Verified> verified;

    TokenVerifier(IdentityProperties properties, HttpClient http, Clock clock, Revocations revocations) {
        this.clock = clock;
        this.properties = properties;
        this.revocations = revocations;
        this.verified =
                Caffeine.newBuilder().maximumSize(properties.remembered()).build();
        for (IdentityProperties.Issuer issuer : properties.issuers()) {
            IssuerKeys keys = new IssuerKeys(
                    issuer.jwkSetUri(), http, clock, properties.keysMaxAge(), properties.keysMinInterval());
            issuers.put(
                    issuer.issuer(),
                    new IssuerVerifier(issuer, keys, clock, revocations, properties.skew(), properties.expirySkew()));
        }
    }

    @Override
    public Identity verify(String token) throws NotAuthenticatedException, DependencyUnavailable {
        if (token.isBlank() || token.length() > MAX_LENGTH) {
            throw new NotAuthenticatedException("a token is required");
        }
        ByteBuffer key = ByteBuffer.wrap(sha256(token));
        // Read before anything is verified: a revocation that comes meanwhile makes the result count as old.
        long revocation = revocations.count();
        Verified known = verified.getIfPresent(key);
        if (known != null && known.revocation() == revocation && isInTime(known.identity())) {
            return known.identity();
        }
        SignedJWT parsed = parse(token);
        IssuerVerifier issuer = issuers.get(issuer(parsed));
        if (issuer == null) {
            throw new NotAuthenticatedException("the token's issuer is not known here");
        }
        Identity identity = issuer.verify(parsed);
        verified.put(key, new Verified(identity, revocation));
        return identity;
    }

    private boolean isInTime(Identity identity) {
        return clock.instant().isBefore(identity.expiresAt().plus(properties.expirySkew()));
    }

    private static SignedJWT parse(String token) throws NotAuthenticatedException {
        try {
            return SignedJWT.parse(token);
        } catch (ParseException e) {
            throw new NotAuthenticatedException("this is no signed token");
        }
    }

    /// Read before the signature is checked, and used for nothing but choosing from a fixed list.
    private static String issuer(SignedJWT token) throws NotAuthenticatedException {
        try {
            String issuer = token.getJWTClaimsSet().getIssuer();
            return issuer == null ? "" : issuer;
        } catch (ParseException e) {
            throw new NotAuthenticatedException("the token's claims cannot be read");
        }
    }

    private record Verified(Identity identity, long revocation) {}

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
