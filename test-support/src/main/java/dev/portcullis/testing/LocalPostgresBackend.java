// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.io.IOException;
import java.nio.file.Path;

/// PostgreSQL as a process of this machine, with a directory of its own for its data and its certificate.
abstract sealed class LocalPostgresBackend implements PostgresBackend
        permits EmbeddedPostgresBackend, InstalledPostgresBackend {
    private final Path directory;
    private final int port = FreePort.find();

    LocalPostgresBackend(Path directory) {
        this.directory = directory;
    }

    /// Makes the certificate that the server shows.
    void createCertificate() throws IOException {
        CertificateAuthority.writeServerFiles(
                tls(), CertificateAuthority.create("PostgreSQL test authority").issueForLoopback());
    }

    Path directory() {
        return directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    Path tls() {
        return directory.resolve("tls");
    }

    @Override
    public void dispose() {
        stop();
        Directories.delete(directory);
    }

    @Override
    public String host() {
        return "localhost";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path caCertificate() {
        return tls().resolve("ca.crt");
    }
}
