// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/// One token to be. Each `sign…` method ends the chain; those beside [#sign] and [#signEs256] make forgeries that every
/// verifier must refuse.
public final class TokenBuilder {
    private final TokenIssuer.Keys keys;
    private final Instant issuedAt;
    private final JWTClaimsSet.Builder claims;
    private JOSEObjectType type = new JOSEObjectType("at+jwt");

    TokenBuilder(String issuer, TokenIssuer.Keys keys, Clock clock, String subject) {
        this.keys = keys;
        this.issuedAt = clock.instant();
        this.claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject)
                .audience("portcullis")
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(issuedAt.plus(Duration.ofMinutes(5))))
                .jwtID(UUID.randomUUID().toString())
                .claim("client_id", subject);
    }

    public TokenBuilder groups(String... groups) {
        claims.claim("groups", List.of(groups));
        return this;
    }

    public TokenBuilder roles(String... roles) {
        claims.claim("roles", List.of(roles));
        return this;
    }

    public TokenBuilder audience(String... audience) {
        claims.audience(List.of(audience));
        return this;
    }

    /// A negative duration makes a token that has already expired.
    public TokenBuilder expiresIn(Duration lifetime) {
        claims.expirationTime(Date.from(issuedAt.plus(lifetime)));
        return this;
    }

    public TokenBuilder clientId(String clientId) {
        claims.claim("client_id", clientId);
        return this;
    }

    /// Sets any claim, over the ones set so far.
    public TokenBuilder claim(String name, Object value) {
        claims.claim(name, value);
        return this;
    }

    /// Removes a claim, for tokens that lack what they must have.
    public TokenBuilder without(String name) {
        claims.claim(name, null);
        return this;
    }

    /// The `typ` header, `at+jwt` unless set.
    public TokenBuilder type(String typ) {
        type = new JOSEObjectType(typ);
        return this;
    }

    /// RS256 with the issuer's current key.
    public String sign() {
        return signed(JWSAlgorithm.RS256, keys.rsa().getKeyID(), () -> new RSASSASigner(keys.rsa()));
    }

    /// ES256 with the issuer's current key.
    public String signEs256() {
        return signed(JWSAlgorithm.ES256, keys.ec().getKeyID(), () -> new ECDSASigner(keys.ec()));
    }

    /// Signed by a key nobody published, under the key id of the one that is.
    public String signWithOtherKey() {
        RSAKey other = TokenIssuer.Keys.generate().rsa();
        return signed(JWSAlgorithm.RS256, keys.rsa().getKeyID(), () -> new RSASSASigner(other));
    }

    /// `alg: none`.
    public String unsigned() {
        return new PlainJWT(claims.build()).serialize();
    }

    /// HS256 with the public key as secret: passes where a verifier takes the algorithm from the token.
    public String hs256WithPublicKey() {
        return signed(JWSAlgorithm.HS256, keys.rsa().getKeyID(), () -> new MACSigner(publicKeyPem()));
    }

    private byte[] publicKeyPem() throws JOSEException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(keys.rsa().toRSAPublicKey().getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String signed(JWSAlgorithm algorithm, String keyId, Signing signing) {
        try {
            var header =
                    new JWSHeader.Builder(algorithm).keyID(keyId).type(type).build();
            var jwt = new SignedJWT(header, claims.build());
            jwt.sign(signing.signer());
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    private interface Signing {
        JWSSigner signer() throws JOSEException;
    }
}
