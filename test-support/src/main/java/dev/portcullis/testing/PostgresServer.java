// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/// A real PostgreSQL 18 with TLS on (optional for the client) and SCRAM-SHA-256 on every connection.
///
/// [#shared] is one server per JVM for all tests that only need a database of their own. A test that takes its server
/// away uses [#start] and owns what it gets.
public final class PostgresServer implements AutoCloseable {
    private final PostgresBackend backend;
    private final boolean sharedByAll;
    private final ExitHook exit;

    private PostgresServer(PostgresBackend backend, boolean sharedByAll) {
        this.backend = backend;
        this.sharedByAll = sharedByAll;
        this.exit = new ExitHook(backend.toString(), backend::dispose);
    }

    /// The server of this JVM, started on first use and stopped at exit.
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /// A server of the caller's own, with [#stopServer] and [#startServer] for tests of what happens without it.
    public static PostgresServer start() {
        return new PostgresServer(startBackend(), false);
    }

    /// A server of the caller's own in a container; nothing where tests run on embedded servers. The log says which.
    public static Optional<PostgresServer> inContainer() {
        return TestServers.configured()
                .start(
                        "PostgreSQL",
                        () -> Optional.of(new PostgresServer(ContainerPostgresBackend.create(), false)),
                        Optional::empty);
    }

    /// The folder of PostgreSQL's programs on this machine, client and server alike; nothing where not all of them
    /// are installed.
    public static Optional<Path> installedPrograms() {
        return InstalledPostgresBackend.programs();
    }

    /// A server of the caller's own, of the version that is installed on this machine.
    ///
    /// @param programs what [#installedPrograms] found
    public static PostgresServer installed(Path programs) {
        return new PostgresServer(InstalledPostgresBackend.create(programs), false);
    }

    private static PostgresBackend startBackend() {
        return TestServers.configured()
                .start("PostgreSQL", ContainerPostgresBackend::create, EmbeddedPostgresBackend::create);
    }

    public String host() {
        return backend.host();
    }

    public int port() {
        return backend.port();
    }

    public String superuser() {
        return PostgresBackend.SUPERUSER;
    }

    public String superuserPassword() {
        return PostgresBackend.PASSWORD;
    }

    /// The certificate of the authority that issued the server's, in PEM; with it `verify-full` succeeds.
    public Path caCertificate() {
        return backend.caCertificate();
    }

    /// Where to connect, without user and password.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /// Connects as the superuser.
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), superuser(), superuserPassword());
    }

    /// Makes an empty database of this name. One that is there already is dropped, with the sessions in it.
    public void createDatabase(String name) {
        execute("postgres", "DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
        execute("postgres", "CREATE DATABASE \"" + name + "\"");
    }

    /// Runs one or several statements as the superuser.
    public void execute(String database, String sql) {
        try (Connection connection = connect(database)) {
            SqlScript.run(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// Takes the server away: sessions end, new connections are refused. The data stays.
    public void stopServer() {
        refuseIfShared();
        backend.stop();
    }

    /// Ends the server without a warning, all its processes at once. What was on disk stays.
    public void killServer() {
        refuseIfShared();
        backend.kill();
    }

    /// Brings the server back on the same port with the same data. Does nothing if it runs.
    public void startServer() {
        refuseIfShared();
        backend.start();
    }

    /// Stops the server and deletes its data.
    @Override
    public void close() {
        refuseIfShared();
        exit.runNow();
    }

    @Override
    public String toString() {
        return backend.toString();
    }

    private void refuseIfShared() {
        if (sharedByAll) {
            throw new UnsupportedOperationException(
                    "the shared server stays up; PostgresServer.start() gives one's own");
        }
    }

    private static final class Shared {
        static final PostgresServer SERVER = new PostgresServer(startBackend(), true);

        private Shared() {}
    }
}
