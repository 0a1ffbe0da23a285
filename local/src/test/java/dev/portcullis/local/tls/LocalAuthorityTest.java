// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.FakeClock;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {

    private final FakeClock clock = FakeClock.create();

    @TempDir
    private Path directory;

    private LocalAuthority authority;

    @BeforeEach
    void open() throws Exception {
        authority = LocalAuthority.open(directory, clock);
    }

    @Test
    void signsCertificatesForLoopbackThatItsOwnVerifies() throws Exception {
        X509Certificate server = read(authority.loopbackCertificate("gateway").certificate());

        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(read(directory.resolve("ca.crt")), null)));
        trust.setRevocationEnabled(false);
        trust.setDate(Date.from(clock.instant()));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(server)), trust);
        assertThat(server.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void keepsItsKeysFromOtherUsers() throws Exception {
        authority.loopbackCertificate("gateway");

        for (String key : List.of("ca.key", "gateway.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(key))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void staysTheSameOverARestart() throws Exception {
        String before =
                Files.readString(authority.loopbackCertificate("gateway").certificate());

        LocalAuthority again = LocalAuthority.open(directory, clock);

        assertThat(Files.readString(again.loopbackCertificate("gateway").certificate()))
                .isEqualTo(before);
    }

    @Test
    void renewsACertificateBeforeItEnds() throws Exception {
        X509Certificate before = read(authority.loopbackCertificate("gateway").certificate());

        clock.advance(Duration.ofDays(340));
        X509Certificate after = read(authority.loopbackCertificate("gateway").certificate());

        assertThat(after.getNotAfter()).isAfter(before.getNotAfter());
    }

    @Test
    void replacesACertificateOfAnotherAuthority() throws Exception {
        String foreign =
                Files.readString(authority.loopbackCertificate("gateway").certificate());
        Files.delete(directory.resolve("ca.crt"));
        Files.delete(directory.resolve("ca.key"));

        LocalAuthority other = LocalAuthority.open(directory, clock);

        assertThat(Files.readString(other.loopbackCertificate("gateway").certificate()))
                .isNotEqualTo(foreign);
    }

    @Test
    void writesKeysThatServersRead() throws Exception {
        assertThat(Files.readString(authority.loopbackCertificate("gateway").key()))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("-----END PRIVATE KEY-----\n");
    }

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
