// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// PostgreSQL run from the binaries on the class path, on a data directory of its own.
final class EmbeddedPostgresBackend extends LocalPostgresBackend {
    /// Passwords are asked for on every TCP connection, and none but SCRAM's exchange is accepted.
    private static final String CLIENT_AUTHENTICATION = """
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    private @Nullable EmbeddedPostgres running;

    private EmbeddedPostgresBackend(Path directory) {
        super(directory);
    }

    static EmbeddedPostgresBackend create() {
        try {
            var backend = new EmbeddedPostgresBackend(Files.createTempDirectory("portcullis-postgres-"));
            backend.createCluster();
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the embedded PostgreSQL", e);
        }
    }

    private void createCluster() throws IOException {
        createCertificate();
        // A new cluster trusts everybody. It is closed again before the first caller learns its port.
        try (EmbeddedPostgres open =
                settings().setDataDirectoryCustomizer(this::configure).start()) {
            SqlScript.run(open.getPostgresDatabase(), "ALTER ROLE postgres PASSWORD '" + PASSWORD + "'");
        }
        Files.writeString(data().resolve("pg_hba.conf"), CLIENT_AUTHENTICATION);
        start();
    }

    private void configure(File dataDirectory) {
        try {
            Files.writeString(
                    dataDirectory.toPath().resolve("postgresql.conf"), """
                    ssl = on
                    ssl_cert_file = '%1$s/server.crt'
                    ssl_key_file = '%1$s/server.key'
                    password_encryption = 'scram-sha-256'
                    shared_preload_libraries = 'pg_stat_statements'
                    """.formatted(tls()), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EmbeddedPostgres.Builder settings() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data())
                .setCleanDataDirectory(false)
                .setPort(port())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofMinutes(3))
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("locale", "C.UTF-8");
    }

    @Override
    public void start() {
        if (running != null) return;
        try {
            running = settings().setConnectConfig("password", PASSWORD).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL on port " + port() + " again", e);
        }
    }

    @Override
    public void stop() {
        if (running == null) return;
        try {
            running.close();
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL", e);
        }
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException("the embedded server belongs to the library that starts it");
    }

    @Override
    public String toString() {
        return "embedded PostgreSQL on port " + port();
    }
}
