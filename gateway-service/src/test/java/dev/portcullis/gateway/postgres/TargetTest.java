// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static dev.portcullis.gateway.postgres.RawClient.sqlState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.ProtocolVersion;
import dev.portcullis.testing.CertificateAuthority;
import dev.portcullis.testing.PostgresServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway does about its targets: it trusts only the right one, and lives through its absence.
class TargetTest {
    private static PostgresServer server;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
        gateway = new RunningGateway(server, Duration.ofMinutes(30));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        server.close();
    }

    @AfterEach
    void registeredAsItIs() {
        gateway.registered = UnaryOperator.identity();
        gateway.credential = new Credentials.Credential("pgplane_app", new Credentials.Secret("canary-password"));
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
    }

    @Test
    void refusesATargetWhoseCertificateSomebodyElseSigned(@TempDir Path directory) throws Exception {
        Path other = Files.writeString(
                directory.resolve("ca.crt"),
                CertificateAuthority.create("other").certificatePem());
        gateway.registered =
                connection -> with(connection, connection.host(), new Connection.Tls(other.toString(), ""));

        assertNotReached();
    }

    @Test
    void refusesATargetWhoseCertificateNamesSomebodyElse() {
        gateway.registered = connection -> with(
                connection,
                connection.host(),
                new Connection.Tls(connection.tls().caFile(), "db.example.com"));

        assertNotReached();
    }

    @Test
    void saysThatTheCredentialIsNotAcceptedAndNotWhatItIs() {
        gateway.credential = new Credentials.Credential("pgplane_app", new Credentials.Secret("wrong-canary"));

        assertThatThrownBy(gateway::connect).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getSQLState()).isEqualTo("57P03");
            assertThat(e.getMessage())
                    .contains("credential")
                    .doesNotContain("canary")
                    .doesNotContain("pgplane_app");
        });
    }

    @Test
    void endsSessionsOfATargetThatGoesAwayAndServesNewOnesWhenItIsBack() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Query("SELECT pg_sleep(304)"));
            CommandTest.awaitRunning(gateway, "SELECT pg_sleep(304)");
            server.stopServer();
            assertThat(client.untilClosed()).last().isInstanceOf(BackendMessage.ErrorResponse.class);
        }
        CommandTest.eventually(() -> gateway.audit.outcomes().stream()
                .anyMatch(outcome -> outcome.ending() != SessionAudit.Ending.COMPLETED));
        assertNotReached();
        server.startServer();
        assertThat(MaskedReadTest.rows(gateway.connect(), "SELECT 1")).containsExactly("1");
    }

    @Test
    void endsASessionInWhichNothingHappens() throws Exception {
        try (RunningGateway brisk = RunningGateway.beside(gateway, Duration.ofSeconds(3));
                RawClient client = new RawClient(brisk).secured()) {
            client.startup(ProtocolVersion.V3_0, Map.of("user", "agent", "database", "orders"));
            client.password("good");
            List<BackendMessage> messages = client.untilClosed();
            assertThat(sqlState(messages)).isEqualTo("57P01");
            assertThat(messages.toString()).contains("nothing happened");
        }
    }

    @Test
    void refusesToChangeHowCommandsAreRead() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            for (String sql : List.of(
                    "SET client_encoding = 'SJIS'",
                    "SET NAMES 'LATIN1'",
                    "SET standard_conforming_strings = off",
                    "SET search_path = pg_temp, public",
                    "SELECT set_config('search_path', 'evil', false)",
                    "SELECT set_config(name, 'evil', false) FROM pg_settings WHERE name = 'search' || '_path'",
                    "UPDATE pg_settings SET setting = 'evil' WHERE name = 'search_path'",
                    "ALTER ROLE pgplane_app SET search_path = evil; SET search_path = evil")) {
                client.send(new FrontendMessage.Query(sql));
                assertThat(sqlState(client.untilReady())).as(sql).isEqualTo("0A000");
            }
        }
    }

    /// Under an empty path a temporary table stands before the catalogue's own of that name.
    @Test
    void underAnEmptySearchPathNothingIsFoundByItOnceThereMayBeTemporaryTables() throws Exception {
        server.execute(RunningGateway.DATABASE, """
                CREATE OR REPLACE FUNCTION makes() RETURNS int LANGUAGE plpgsql VOLATILE AS
                  'BEGIN CREATE TEMP TABLE IF NOT EXISTS pg_class AS SELECT ssn AS relname FROM public.customers; RETURN 1; END';
                CREATE OR REPLACE FUNCTION says_stable() RETURNS int LANGUAGE sql STABLE AS 'SELECT public.makes()';
                CREATE OR REPLACE FUNCTION says_immutable() RETURNS int LANGUAGE plpgsql IMMUTABLE AS
                  'BEGIN RETURN (SELECT public.makes()); END';
                CREATE OR REPLACE FUNCTION lower(boolean) RETURNS int LANGUAGE sql STABLE AS 'SELECT public.makes()';
                CREATE OR REPLACE VIEW seems_harmless AS SELECT public.says_stable() AS x;
                GRANT SELECT ON seems_harmless TO pgplane_app;
                """);
        List<String> emptying = List.of(
                "SET search_path TO ''",
                "SET LOCAL search_path = ''",
                "SELECT set_config('search_path', '', false)",
                "BEGIN; SELECT set_config('search_path', '', true); ROLLBACK");
        List<String> making = List.of(
                "CREATE TEMP TABLE pg_temp.pg_class AS SELECT ssn FROM public.customers",
                "CREATE TEMP VIEW pg_temp.shadow AS SELECT ssn FROM public.customers",
                "DO 'BEGIN CREATE TEMP TABLE pg_class (); END'",
                "DELETE FROM public.plain WHERE id = -5",
                "PREPARE x AS DELETE FROM public.plain WHERE id = -5",
                "SELECT query_to_xml('SELECT 1', false, false, '')",
                "SELECT public.makes()",
                "SELECT public.says_stable()",
                "SELECT public.says_immutable()",
                "SELECT public.lower(true)",
                "SELECT x FROM public.seems_harmless");
        for (String makes : making) {
            for (String empties : emptying) {
                assertThat(states(
                                empties,
                                "SELECT count(*) FROM pg_class",
                                makes,
                                "SELECT count(*) FROM pg_class",
                                "SELECT count(relname || '') FROM pg_catalog.pg_class, plain",
                                "SELECT count(*) FROM pg_catalog.pg_class"))
                        .as(empties + " before " + makes)
                        .containsExactly("", "", "", "0A000", "0A000", "");
                assertThat(states(makes, empties, "SELECT 1 FROM pg_class", "SELECT 1 FROM public.plain"))
                        .as(makes + " before " + empties)
                        .containsExactly("", "", "0A000", "");
            }
            String empties = emptying.getFirst();
            assertThat(states("BEGIN; " + empties + "; " + makes + "; SELECT 1 FROM pg_class"))
                    .containsExactly("0A000");
            assertThat(states("PREPARE p AS SELECT 1 FROM pg_class", empties, "EXECUTE p", makes, "EXECUTE p"))
                    .as("prepared before " + makes)
                    .containsExactly("", "", "", "", "0A000");
        }
        for (String unqualified : List.of(
                "CREATE TEMP TABLE shadow AS SELECT ssn FROM public.customers",
                "SELECT ssn INTO TEMP shadow FROM public.customers",
                "CREATE TEMP VIEW shadow AS SELECT ssn FROM public.customers",
                "INSERT INTO plain VALUES (-5, '')",
                "CREATE VIEW public.later AS SELECT * FROM plain",
                "DROP TABLE plain",
                "TRUNCATE plain")) {
            assertThat(states(emptying.getFirst(), unqualified)).as(unqualified).containsExactly("", "0A000");
        }
        assertThat(states("CREATE TEMP TABLE shadow ()", emptying.getFirst(), "RESET search_path", "TABLE shadow"))
                .as("which path it has nobody is sure of")
                .containsExactly("", "", "", "0A000");
    }

    /// What a name means then, it meant before; or nothing.
    @Test
    void anEmptySearchPathHidesWhatIsNotQualified() throws Exception {
        assertThat(states(
                        "SELECT v FROM plain LIMIT 1",
                        "SELECT pg_catalog.set_config('search_path', '', false)",
                        "SELECT v FROM plain LIMIT 1",
                        "SELECT v FROM public.plain LIMIT 1",
                        "LOCK TABLE public.plain IN ACCESS SHARE MODE",
                        "RESET search_path",
                        "SELECT v FROM plain LIMIT 1"))
                .containsExactly("", "", "42P01", "", "25P01", "", "");
    }

    /// The SQLSTATEs of the answers, in one new session that policy allows everything.
    private static List<String> states(String... commands) throws Exception {
        gateway.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        List<String> states = new ArrayList<>();
        try (RawClient client = RawClient.ready(gateway)) {
            for (String sql : commands) {
                client.send(new FrontendMessage.Query(sql));
                states.add(sqlState(client.untilReady()));
            }
        }
        return states;
    }

    @Test
    void endsASessionWhoseEncodingWasChangedBehindItsBack() throws Exception {
        server.execute(
                RunningGateway.DATABASE,
                "CREATE OR REPLACE FUNCTION sneak() RETURNS text LANGUAGE plpgsql AS "
                        + "'BEGIN RETURN set_config(''standard_conforming_strings'', ''off'', false); END'");
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Query("SELECT sneak()"));
            assertThat(sqlState(client.untilClosed())).isEqualTo("08P01");
        }
    }

    @Test
    void readsOnlyAsFastAsTheClientDoes() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            long before = direct();
            client.send(new FrontendMessage.Query("SELECT repeat('x', 1000) FROM generate_series(1, 200000)"));
            Thread.sleep(1500);
            long used =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            assertThat(direct() - before)
                    .as("200 MB are on their way, %d MB heap is used", used >> 20)
                    .isLessThan(64 << 20);
            List<BackendMessage> messages = client.untilReady();
            assertThat(messages).contains(new BackendMessage.CommandComplete("SELECT 200000"));
        }
    }

    private static long direct() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider m
                ? m.metric().usedDirectMemory()
                : 0;
    }

    private static void assertNotReached() {
        assertThatThrownBy(gateway::connect).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getSQLState()).isEqualTo("57P03");
            assertThat(e.getMessage()).contains("the target is not available");
        });
    }

    private static Connection with(Connection connection, String host, Connection.Tls tls) {
        return new Connection(
                connection.name(),
                connection.type(),
                host,
                connection.port(),
                connection.database(),
                Map.of(),
                tls,
                connection.credential(),
                connection.durability(),
                connection.recording(),
                connection.version());
    }
}
