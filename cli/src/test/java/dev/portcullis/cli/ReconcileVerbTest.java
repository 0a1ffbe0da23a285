// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The log of a real PostgreSQL, against what an edge says the gateways did there.
class ReconcileVerbTest {

    private static final String LOGINS = "/api/audit/v1/targets/logins";

    private static PostgresServer server;

    @TempDir
    private Path directory;

    private FakeEdge edge;
    private final List<String> logins = new ArrayList<>();
    private Instant begin;

    @BeforeAll
    static void logEverything() throws Exception {
        server = PostgresServer.start();
        server.createDatabase("orders");
        server.execute("orders", """
                CREATE ROLE orders_gateway LOGIN PASSWORD 'canary-password';
                CREATE ROLE intruder LOGIN PASSWORD 'canary-password';
                CREATE ROLE monitoring LOGIN PASSWORD 'canary-password';
                """);
        try (Connection superuser = server.connect("postgres");
                Statement statement = superuser.createStatement()) {
            for (String setting : List.of(
                    "logging_collector = on",
                    "log_destination = 'csvlog,jsonlog'",
                    "log_connections = 'all'",
                    "log_statement = 'all'",
                    "lc_messages = 'C'",
                    "log_timezone = 'UTC'")) {
                statement.execute("ALTER SYSTEM SET " + setting);
            }
        }
        server.stopServer();
        server.startServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        edge = new FakeEdge(directory);
        begin = Instant.now();
        // Sessions of the test before must not be in the period of this one, which the log tells by seconds.
        Thread.sleep(1100);
        edge.reply("GET /api/policy/v1/connections/orders", 200, """
                {"name":"orders","type":"postgres","host":"db.internal","port":5432,"database":"orders","labels":{},
                 "tls":{"caFile":"","serverName":""},"credential":{"user":"u","password":"env:P"},"durability":"LOCAL",
                 "recording":"FULL","version":1,"http":null,"grant":"NONE",
                 "observation":{"credential":{"user":"o","password":"env:O"},
                                "expected":[{"user":"monitoring","address":""}]}}""");
    }

    @AfterEach
    void end() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csvlog", "jsonlog"})
    void findsWhoWentPastTheGatewayAndNobodyElse(String format) throws Exception {
        throughTheGateway("portcullis/agent/S1");
        try (Connection expected = connect("monitoring", "exporter");
                Connection past = connect("intruder", "portcullis/agent/S1");
                Statement statement = past.createStatement()) {
            statement.execute("SELECT 'a \"quoted\"\nline, with, commas'");

            FakeEdge.Outcome outcome = reconcile(format);

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out())
                    .contains("1 session(s) through a gateway, 1 past it, 0 not in the target's log")
                    .contains("1 session(s) of accounts that may go past it: monitoring")
                    .containsPattern("  " + process(past) + " +intruder ")
                    .doesNotContain(process(expected) + " ");
        }
    }

    @Test
    void isContentWhereEverySessionIsOnRecordAndEveryRecordInTheLog() throws Exception {
        throughTheGateway("portcullis/agent/S1");
        throughTheGateway("portcullis/agent/S2");

        FakeEdge.Outcome outcome = reconcile("jsonlog");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("2 session(s) through a gateway, 0 past it, 0 not in the target's log");
        assertThat(outcome.status()).isZero();
        assertThat(edge.asked().getLast().line()).contains("address=db.internal%3A5432");
    }

    @Test
    void aLoginOnRecordStandsForOneSessionOnlyAndForNoneWithAnotherProcess() throws Exception {
        try (Connection past = connect("orders_gateway", "portcullis/agent/S1")) {
            login(process(past) + 100_000, Instant.now(), "S1");

            FakeEdge.Outcome outcome = reconcile("csvlog");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out()).contains("0 session(s) through a gateway, 1 past it, 1 not in the target's log");
            assertThat(outcome.out()).contains("On record here, not in the target's log:", "S1");
        }
    }

    @Test
    void failsOnALogThatSaysNothingOfSessionsAndOnOneThatCannotBeRead() throws Exception {
        Path silent = Files.writeString(directory.resolve("silent.json"), "{\"message\":\"ready\"}\n");
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"message\":\"ready\"}\n{\"mess");
        Path text = Files.writeString(directory.resolve("plain.log"), "LOG:  connection authorized: user=x\n");

        assertThat(edge.run("reconcile", "--connection", "orders", "--log", silent.toString()))
                .satisfies(outcome -> assertThat(outcome.status()).isEqualTo(1))
                .satisfies(outcome -> assertThat(outcome.err()).contains("log_connections"));
        for (Path file : List.of(broken, text, directory.resolve("none.csv"))) {
            assertThat(edge.run("reconcile", "--connection", "orders", "--log", file.toString()))
                    .satisfies(outcome -> assertThat(outcome.status()).isEqualTo(1))
                    .satisfies(outcome -> assertThat(outcome.err()).contains("cannot be read as csvlog or jsonlog"));
        }
        assertThat(edge.asked()).isEmpty();
    }

    @Test
    void failsWhereTheEdgeRefuses() throws Exception {
        connect("intruder", "psql").close();
        edge.reply("GET /api/policy/v1/connections/orders", 403, "{\"title\":\"Not permitted\"}");

        FakeEdge.Outcome outcome = reconcile("csvlog");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("Not permitted");
        assertThat(outcome.out()).isEmpty();
    }

    private void throughTheGateway(String application) throws SQLException {
        Instant opened = Instant.now();
        try (Connection session = connect("orders_gateway", application)) {
            login(process(session), opened, application.substring(application.lastIndexOf('/') + 1));
        }
    }

    private void login(long process, Instant opened, String session) {
        logins.add("""
                {"process":%d,"openedAt":"%s","readyAt":"%s","chainId":"%s","connection":"orders","purpose":"SESSION"}""".formatted(process, opened, Instant.now(), session));
    }

    private FakeEdge.Outcome reconcile(String format) throws Exception {
        edge.replyToAll(LOGINS, 200, "{\"items\":[" + String.join(",", logins) + "],\"next\":null}");
        Path log = Files.writeString(directory.resolve("postgresql.log"), serverLog(format));
        return edge.run(
                "reconcile",
                "--connection",
                "orders",
                "--log",
                log.toString(),
                "--from",
                begin.toString(),
                "--to",
                Instant.now().plusSeconds(1).toString());
    }

    /// With all that happened before this: the server's collector writes what it is told in order, a while later.
    private static String serverLog(String format) throws Exception {
        try (Connection superuser = server.connect("postgres");
                Statement statement = superuser.createStatement()) {
            String mark = "mark-" + UUID.randomUUID();
            statement.execute("SELECT '" + mark + "'");
            while (true) {
                try (ResultSet log =
                        statement.executeQuery("SELECT pg_read_file(pg_current_logfile('" + format + "'))")) {
                    log.next();
                    if (log.getString(1).contains(mark)) {
                        return log.getString(1);
                    }
                }
                Thread.sleep(20);
            }
        }
    }

    private static Connection connect(String user, String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "canary-password");
        properties.setProperty("ApplicationName", application);
        return DriverManager.getConnection(server.jdbcUrl("orders"), properties);
    }

    private static long process(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet found = statement.executeQuery("SELECT pg_backend_pid()")) {
            found.next();
            return found.getLong(1);
        }
    }
}
