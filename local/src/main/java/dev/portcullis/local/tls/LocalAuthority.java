// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.tls;

import dev.portcullis.cli.home.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificate authority of one local run. It is made once and kept, so that what trusts `ca.crt` today does so
/// tomorrow; server certificates are made anew when they near their end.
public final class LocalAuthority {

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(365);
    private static final Duration RENEWAL = Duration.ofDays(30);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 127;

    private final Path directory;
    private final Clock clock;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private LocalAuthority(Path directory, Clock clock, X509Certificate certificate, PrivateKey key) {
        this.directory = directory;
        this.clock = clock;
        this.certificate = certificate;
        this.key = key;
    }

    /// The authority whose files are in `directory`, made now if there is none.
    public static LocalAuthority open(Path directory, Clock clock) throws IOException {
        Path certificateFile = directory.resolve("ca.crt");
        Path keyFile = directory.resolve("ca.key");
        try {
            if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
                make(certificateFile, keyFile, clock);
            }
            return new LocalAuthority(directory, clock, readCertificate(certificateFile), readKey(keyFile));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the certificate authority in " + directory + " is unusable: " + e.getMessage(), e);
        }
    }

    private static void make(Path certificateFile, Path keyFile, Clock clock)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = newKeyPair();
        Instant now = clock.instant();
        X500Principal name = new X500Principal("CN=Portcullis local run " + shortSerial());
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, serial(), from(now), Date.from(now.plus(AUTHORITY_LIFE)), name, pair.getPublic());
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
        X509Certificate made = sign(builder, pair.getPrivate());
        SecretFile.writePrivately(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(certificateFile, pem("CERTIFICATE", made.getEncoded()));
    }

    /// Sees to a certificate for this machine's loopback names.
    ///
    /// @param name the files are `name.crt` and `name.key`
    public ServerCertificate loopbackCertificate(String name) throws IOException {
        ServerCertificate files =
                new ServerCertificate(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        try {
            if (!stillGood(files)) {
                issue(files);
            }
            return files;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot make the certificate " + files.certificate() + ": " + e.getMessage(), e);
        }
    }

    private boolean stillGood(ServerCertificate files) throws IOException {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        try {
            X509Certificate kept = readCertificate(files.certificate());
            kept.verify(certificate.getPublicKey());
            return kept.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEWAL));
        } catch (GeneralSecurityException _) {
            return false; // another authority's, or damaged: a new one is made
        }
    }

    private void issue(ServerCertificate files)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = newKeyPair();
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                certificate.getSubjectX500Principal(),
                serial(),
                from(now),
                Date.from(now.plus(SERVER_LIFE)),
                new X500Principal("CN=localhost"),
                pair.getPublic());
        GeneralName[] names = {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        };
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
        X509Certificate made = sign(builder, key);
        SecretFile.writePrivately(
                files.key(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(files.certificate(), pem("CERTIFICATE", made.getEncoded()));
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file).replaceAll("-----[^-]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    private static String pem(String label, byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /// A little in the past: the clocks of a machine and its containers differ.
    private static Date from(Instant now) {
        return Date.from(now.minus(CLOCK_SKEW));
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    }

    private static String shortSerial() {
        return serial().toString(Character.MAX_RADIX).substring(0, 6);
    }

    /// Where a server finds its certificate and key, PEM both.
    ///
    /// @param certificate the certificate
    /// @param key the key, PKCS 8, readable by its owner only
    public record ServerCertificate(Path certificate, Path key) {}
}
