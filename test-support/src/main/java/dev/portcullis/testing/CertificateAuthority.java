// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A throw-away certificate authority. It lives in memory; files are written only where a server needs to read them.
public final class CertificateAuthority {
    private final X509Bundle root;

    private CertificateAuthority(X509Bundle root) {
        this.root = root;
    }

    public static CertificateAuthority create(String commonName) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=" + commonName)
                .ecp256()
                .setIsCertificateAuthority(true)
                .setKeyUsage(
                        true, CertificateBuilder.KeyUsage.keyCertSign, CertificateBuilder.KeyUsage.digitalSignature);
        return new CertificateAuthority(built(builder::buildSelfSigned));
    }

    /// A server certificate for the names `localhost` and `127.0.0.1`, and for nothing else.
    public X509Bundle issueForLoopback() {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=localhost")
                .ecp256()
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth();
        return built(() -> builder.buildIssuedBy(root));
    }

    /// The same, for the host as well under which a server is reached: a name or an address.
    public X509Bundle issueForLoopbackAnd(String host) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=localhost")
                .ecp256()
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            builder.addSanIpAddress(host);
        } else {
            builder.addSanDnsName(host);
        }
        return built(() -> builder.buildIssuedBy(root));
    }

    /// A server certificate for another host name: whoever checks names must refuse it on loopback.
    public X509Bundle issueFor(String hostName) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=" + hostName)
                .ecp256()
                .addSanDnsName(hostName)
                .addExtendedKeyUsageServerAuth();
        return built(() -> builder.buildIssuedBy(root));
    }

    /// A certificate for somebody who connects, and for nothing else.
    public X509Bundle issueForClient(String name) {
        CertificateBuilder builder =
                new CertificateBuilder().subject("CN=" + name).ecp256().addExtendedKeyUsageClientAuth();
        return built(() -> builder.buildIssuedBy(root));
    }

    public String certificatePem() {
        return root.getCertificatePEM();
    }

    /// Writes `ca.crt`, `server.crt` and `server.key` (readable by the owner only) into `directory`.
    static void writeServerFiles(Path directory, X509Bundle server) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("ca.crt"), server.getRootCertificatePEM());
        Files.writeString(directory.resolve("server.crt"), server.getCertificatePathPEM());
        Path key = directory.resolve("server.key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, server.getPrivateKeyPEM());
    }

    private static X509Bundle built(Building building) {
        try {
            return building.build();
        } catch (Exception e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private interface Building {
        X509Bundle build() throws Exception;
    }
}
