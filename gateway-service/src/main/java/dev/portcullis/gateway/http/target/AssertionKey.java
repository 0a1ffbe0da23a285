// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A private key with which the gateway says who it is to a token endpoint (RFC 7521). Nothing of it is ever in a
/// message: what is wrong with a key is said without what stands there.
final class AssertionKey {
    private static final Pattern KEY = pem("PRIVATE KEY");
    private static final Pattern CERTIFICATE = pem("CERTIFICATE");
    /// An assertion is used at once. This is for clocks that differ.
    private static final long VALID_SECONDS = 300;

    private static final long EARLIER_SECONDS = 30;
    private static final int SMALLEST_RSA = 2048;

    private final JWSSigner signer;
    private final JWSHeader header;

    private AssertionKey(JWSSigner signer, JWSHeader header) {
        this.signer = signer;
        this.header = header;
    }

    /// A key that the other side knows by the certificate that stands with it: PEM, PKCS #8 and X.509. RSA signs by
    /// PS256, curve P-256 by ES256.
    static AssertionKey ofPem(Secret pem) throws DependencyUnavailable {
        String text = pem.reveal();
        byte[] certificate = block(CERTIFICATE, text, "the secret holds no certificate in PEM");
        try {
            PrivateKey key = key(text);
            Certificate shown =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            byte[] thumbprint = MessageDigest.getInstance("SHA-256").digest(shown.getEncoded());
            JWSAlgorithm algorithm = key instanceof ECPrivateKey ? JWSAlgorithm.ES256 : JWSAlgorithm.PS256;
            return new AssertionKey(
                    signer(key),
                    new JWSHeader.Builder(algorithm)
                            .type(JOSEObjectType.JWT)
                            .x509CertSHA256Thumbprint(Base64URL.encode(thumbprint))
                            .build());
        } catch (GeneralSecurityException | JOSEException _) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the secret's key and certificate cannot be used");
        }
    }

    /// A key that the other side knows by an id. RSA, signs by RS256.
    static AssertionKey named(String id, String pem) throws DependencyUnavailable {
        try {
            if (key(pem) instanceof RSAPrivateKey rsa) {
                return new AssertionKey(
                        signer(rsa),
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .type(JOSEObjectType.JWT)
                                .keyID(id)
                                .build());
            }
        } catch (GeneralSecurityException | JOSEException _) {
            // said below
        }
        throw new DependencyUnavailable(Dependency.CREDENTIAL, "the key file's key cannot be used");
    }

    /// Who speaks to whom, and for how long.
    static JWTClaimsSet.Builder claims(String who, String toWhom, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(who)
                .audience(toWhom)
                .issueTime(Date.from(now.minusSeconds(EARLIER_SECONDS)))
                .expirationTime(Date.from(now.plusSeconds(VALID_SECONDS)));
    }

    /// The signed claims, as they are sent.
    String sign(JWTClaimsSet claims) throws DependencyUnavailable {
        try {
            SignedJWT signed = new SignedJWT(header, claims);
            signed.sign(signer);
            return signed.serialize();
        } catch (JOSEException _) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the key does not sign");
        }
    }

    private static JWSSigner signer(PrivateKey key) throws JOSEException, GeneralSecurityException {
        if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= SMALLEST_RSA) {
            return new RSASSASigner(rsa);
        }
        if (key instanceof ECPrivateKey curve) {
            return new ECDSASigner(curve);
        }
        throw new GeneralSecurityException("the key is of another kind, or too short");
    }

    private static PrivateKey key(String text) throws GeneralSecurityException, DependencyUnavailable {
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(block(KEY, text, "the secret holds no private key in PEM (PKCS #8)"));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(encoded);
        } catch (GeneralSecurityException _) {
            return KeyFactory.getInstance("EC").generatePrivate(encoded);
        }
    }

    private static byte[] block(Pattern kind, String text, String otherwise) throws DependencyUnavailable {
        Matcher found = kind.matcher(text);
        try {
            if (found.find()) {
                return Base64.getMimeDecoder().decode(found.group(1).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new DependencyUnavailable(Dependency.CREDENTIAL, otherwise);
    }

    private static Pattern pem(String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
    }
}
