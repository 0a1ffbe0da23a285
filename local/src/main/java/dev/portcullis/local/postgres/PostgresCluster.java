// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.postgres;

import dev.portcullis.cli.home.SecretFile;
import dev.portcullis.local.process.ProcessPlan;
import dev.portcullis.local.process.Readiness;
import dev.portcullis.local.process.StartFailed;
import dev.portcullis.local.tls.LocalAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// One PostgreSQL cluster on loopback: TLS only, SCRAM only, synced to disk, its data kept between runs.
///
/// @param name what `status` calls it
/// @param directory the folder with its data
/// @param port its port
/// @param superuserPassword the password of the role `postgres`
/// @param tls its certificate
/// @param caFile the authority that signed the certificate
public record PostgresCluster(
        String name,
        Path directory,
        int port,
        String superuserPassword,
        LocalAuthority.ServerCertificate tls,
        Path caFile) {

    /// The role that may do everything; only the launcher uses it.
    public static final String SUPERUSER = "postgres";

    /// Enough for a target of all the sessions that a gateway takes, 1,000 unless told otherwise.
    private static final int MAX_CONNECTIONS = 1_100;

    private static final String CLIENT_AUTHENTICATION = """
            # Written by ./portcullis up at each start: TLS and SCRAM, from this machine, nothing else.
            hostssl all all 127.0.0.1/32 scram-sha-256
            hostssl all all ::1/128 scram-sha-256
            """;

    /// Makes the cluster if there is none yet, and sets down who may log in and how.
    public void prepare(PostgresBinaries binaries) throws IOException, InterruptedException {
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            create(binaries);
        }
        Files.writeString(data().resolve("pg_hba.conf"), CLIENT_AUTHENTICATION);
    }

    private void create(PostgresBinaries binaries) throws IOException, InterruptedException {
        Path unfinished = directory.resolve("data.unfinished");
        deleteTree(unfinished);
        Files.createDirectories(directory);
        Path passwordFile = directory.resolve("superuser.new");
        SecretFile.writePrivately(passwordFile, superuserPassword);
        Process initdb = new ProcessBuilder(binaries.command(
                        "initdb",
                        List.of(
                                "--pgdata=" + unfinished,
                                "--username=" + SUPERUSER,
                                "--pwfile=" + passwordFile,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale-provider=builtin",
                                "--locale=C.UTF-8")))
                .redirectErrorStream(true)
                .start();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = initdb.waitFor();
        Files.delete(passwordFile);
        if (status != 0) {
            throw new StartFailed("PostgreSQL could not make the cluster '" + name + "':\n" + output.strip());
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /// The server process.
    public ProcessPlan plan(PostgresBinaries binaries) {
        List<String> arguments = List.of(
                "-D", data().toString(),
                "-p", String.valueOf(port),
                "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=",
                "-c", "ssl=on",
                "-c", "ssl_cert_file=" + tls.certificate(),
                "-c", "ssl_key_file=" + tls.key(),
                "-c", "password_encryption=scram-sha-256",
                "-c", "fsync=on",
                "-c", "max_connections=" + MAX_CONNECTIONS,
                "-c", "shared_buffers=64MB",
                "-c", "timezone=UTC",
                "-c", "log_timezone=UTC");
        return new ProcessPlan(
                name,
                binaries.command("postgres", arguments),
                Map.of(),
                directory,
                this::acceptsSessions,
                ProcessPlan.StopSignal.INT);
    }

    /// A port that accepts is not enough: a server that still recovers accepts and refuses.
    private boolean acceptsSessions() throws InterruptedException {
        if (!Readiness.listening(port).isReady()) {
            return false;
        }
        try (Connection _ = connect("postgres")) {
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    /// A session of the superuser.
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", superuserPassword);
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /// The address of one of its databases for JDBC, with the server's certificate checked.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?sslmode=verify-full&sslrootcert=" + caFile;
    }

    /// Makes a database unless it exists.
    public void createDatabase(String database) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + database);
        }
    }

    /// Removes a database and whoever is connected to it, if it exists.
    public void dropDatabase(String database) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
        }
    }

    /// Runs a script of the superuser, whole or not at all.
    public void run(String database, String script) throws SQLException {
        try (Connection connection = connect(database)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(script);
            }
            connection.commit();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
