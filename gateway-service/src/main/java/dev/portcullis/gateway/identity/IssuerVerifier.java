// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Verifies the tokens of one issuer.
final class IssuerVerifier {
    private final IdentityProperties.Issuer issuer;
    private final Clock clock;
    private final Revocations revocations;
    private final Duration skew;
    private final Duration expirySkew;
    private final Claims claims;
    private final DefaultJWTProcessor<SecurityContext> signatures = new DefaultJWTProcessor<>();

    IssuerVerifier(
            IdentityProperties.Issuer issuer,
            IssuerKeys keys,
            Clock clock,
            Revocations revocations,
            Duration skew,
            Duration expirySkew) {
        this.issuer = issuer;
        this.clock = clock;
        this.revocations = revocations;
        this.skew = skew;
        this.expirySkew = expirySkew;
        this.claims = new Claims(issuer);
        // An ID token is typed JWT too, or not at all, at many issuers; it is told apart by its audience and claims.
        signatures.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), JOSEObjectType.JWT));
        signatures.setJWSKeySelector(
                new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), keys));
        signatures.setJWTClaimsSetVerifier((_, _) -> {
            // Checked below, by the gateway's own clock.
        });
    }

    Identity verify(SignedJWT token) throws NotAuthenticatedException, DependencyUnavailable {
        JWTClaimsSet verified = signed(token);
        if (!issuer.issuer().equals(verified.getIssuer())) {
            throw new NotAuthenticatedException("the token's issuer is not known here");
        }
        if (!verified.getAudience().contains(issuer.audience())) {
            throw new NotAuthenticatedException("the token is meant for another audience");
        }
        refuseIdToken(verified);
        Identity identity = claims.identity(verified, expiry(verified));
        if (revocations.cover(identity.subject(), Claims.time(verified, "iat"))) {
            throw new NotAuthenticatedException("the token was revoked");
        }
        return identity;
    }

    private JWTClaimsSet signed(SignedJWT token) throws NotAuthenticatedException, DependencyUnavailable {
        try {
            return signatures.process(token, null);
        } catch (KeySourceException e) {
            throw new DependencyUnavailable(Dependency.IDENTITY, "no keys of " + issuer.issuer(), e);
        } catch (BadJOSEException | JOSEException e) {
            throw new NotAuthenticatedException("the token's signature, algorithm or type is not accepted");
        }
    }

    /// RFC 9068, 4: an ID token says who logged in, not what may be done in their name.
    private static void refuseIdToken(JWTClaimsSet claims) throws NotAuthenticatedException {
        Object typ = claims.getClaim("typ");
        if ("ID".equals(typ)
                || "Refresh".equals(typ)
                || claims.getClaim("nonce") != null
                || claims.getClaim("at_hash") != null) {
            throw new NotAuthenticatedException("an ID token is no access token");
        }
    }

    private Instant expiry(JWTClaimsSet claims) throws NotAuthenticatedException {
        Instant now = clock.instant();
        Instant expiresAt = Claims.time(claims, "exp");
        if (expiresAt == null) {
            throw new NotAuthenticatedException("the token never expires; such tokens are not accepted");
        }
        if (!now.isBefore(expiresAt.plus(expirySkew))) {
            throw new NotAuthenticatedException("the token has expired; get a new one");
        }
        for (String name : Set.of("nbf", "iat")) {
            Instant from = Claims.time(claims, name);
            if (from != null && from.isAfter(now.plus(skew))) {
                throw new NotAuthenticatedException("the token is not valid yet");
            }
        }
        return expiresAt;
    }
}
