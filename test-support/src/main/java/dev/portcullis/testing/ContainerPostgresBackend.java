// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// PostgreSQL in a container, set up like the embedded one: same version, locale, TLS and authentication.
final class ContainerPostgresBackend implements PostgresBackend {
    private static final String IMAGE = "postgres:18";

    /// Runs as the server's own user while the cluster is being made: a key owned by another user would be refused.
    private static final String TLS_SCRIPT = """
            #!/bin/sh
            set -e
            install -m 600 /tls/server.key "$PGDATA/server.key"
            install -m 600 /tls/server.crt "$PGDATA/server.crt"
            cat >> "$PGDATA/postgresql.conf" <<'END'
            ssl = on
            password_encryption = 'scram-sha-256'
            shared_preload_libraries = 'pg_stat_statements'
            END
            """;

    private final Path directory;
    private final PostgreSQLContainer container;
    private final int port;

    private ContainerPostgresBackend(Path directory, PostgreSQLContainer container, int port) {
        this.directory = directory;
        this.container = container;
        this.port = port;
    }

    static ContainerPostgresBackend create() {
        // Docker may be another machine, or answer from its own end of a bridge.
        X509Bundle server = CertificateAuthority.create("PostgreSQL test authority")
                .issueForLoopbackAnd(DockerClientFactory.instance().dockerHostIpAddress());
        int port = FreePort.find();
        @SuppressWarnings("resource") // closed by dispose()
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE)
                .withUsername(SUPERUSER)
                .withPassword(PASSWORD)
                .withEnv("POSTGRES_INITDB_ARGS", "--locale-provider=builtin --locale=C.UTF-8 --auth-host=scram-sha-256")
                .withCopyToContainer(Transferable.of(server.getCertificatePathPEM(), 0444), "/tls/server.crt")
                .withCopyToContainer(Transferable.of(server.getPrivateKeyPEM(), 0444), "/tls/server.key")
                .withCopyToContainer(Transferable.of(TLS_SCRIPT, 0555), "/docker-entrypoint-initdb.d/tls.sh");
        // The server that only makes the cluster does not listen on TCP. Asking is independent of what an image logs.
        container.waitingFor(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1 -U " + SUPERUSER));
        // A fixed port: the one Docker chooses by itself is another one after each start of the same container.
        container.setPortBindings(List.of(port + ":5432"));
        try {
            container.start();
            Path directory = Files.createTempDirectory("portcullis-postgres-");
            CertificateAuthority.writeServerFiles(directory, server);
            return new ContainerPostgresBackend(directory, container, port);
        } catch (IOException e) {
            container.stop();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    @Override
    public void start() {
        Containers.start(container);
        PostgresReadiness.await(this);
    }

    @Override
    public void stop() {
        Containers.stop(container);
    }

    @Override
    public void kill() {
        Containers.kill(container);
    }

    @Override
    public void dispose() {
        container.stop();
        Directories.delete(directory);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path caCertificate() {
        return directory.resolve("ca.crt");
    }

    @Override
    public String toString() {
        return "container " + IMAGE + " on port " + port;
    }
}
