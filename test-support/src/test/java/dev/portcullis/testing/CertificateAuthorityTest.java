// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("test authority");

    @Test
    void namesLoopbackAndNothingElse() throws Exception {
        assertThat(names(AUTHORITY.issueForLoopback().getCertificate()))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1");
    }

    @Test
    void namesTheHostAsWellUnderWhichAServerIsReached() throws Exception {
        assertThat(names(AUTHORITY.issueForLoopbackAnd("172.17.0.1").getCertificate()))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "172.17.0.1");
        assertThat(names(AUTHORITY.issueForLoopbackAnd("docker.internal").getCertificate()))
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "docker.internal");
        assertThat(names(AUTHORITY.issueForLoopbackAnd("localhost").getCertificate()))
                .contains("localhost", "127.0.0.1")
                .doesNotContain("172.17.0.1");
    }

    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> name.getLast().toString())
                .distinct()
                .toList();
    }
}
