// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.local.process.ManagedProcess;
import dev.portcullis.local.tls.LocalAuthority;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sample database in the real server, as the local run makes it.
class SampleDatabaseTest {

    private static final String PASSWORD = "the-gateways-password";
    private static final String OBSERVER_PASSWORD = "the-observers-password";

    @TempDir
    private static Path directory;

    private static PostgresCluster cluster;
    private static ManagedProcess server;

    @BeforeAll
    static void start() throws Exception {
        Path tls = Files.createDirectories(directory.resolve("tls"));
        LocalAuthority authority = LocalAuthority.open(tls, Clock.systemUTC());
        cluster = new PostgresCluster(
                "orders-db",
                directory.resolve("orders-db"),
                freePort(),
                "the-superusers-password",
                authority.loopbackCertificate("orders-db"),
                tls.resolve("ca.crt"));
        PostgresBinaries binaries = PostgresBinaries.unpackInto(directory.resolve("programs"));
        cluster.prepare(binaries);
        server = new ManagedProcess(cluster.plan(binaries), directory, directory, _ -> {}, Clock.systemUTC());
        server.start();
        SampleDatabase.prepare(cluster, PASSWORD, OBSERVER_PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Connection gateway(String password, String tls) throws SQLException {
        String url = cluster.jdbcUrl(SampleDatabase.NAME).replace("sslmode=verify-full", "sslmode=" + tls);
        return DriverManager.getConnection(url, SampleDatabase.GATEWAY_ROLE, password);
    }

    private static List<String> query(String sql) throws SQLException {
        try (Connection connection = gateway(PASSWORD, "verify-full");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = gateway(PASSWORD, "verify-full");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void holdsThousandsOfRowsThatAreTheSameEachTime() throws Exception {
        assertThat(query("SELECT count(*) FROM orders")).containsExactly("2000");
        assertThat(query("SELECT name || ' ' || email || ' ' || ssn || ' ' || card_number FROM customers WHERE id = 1"))
                .containsExactly("Bruno Dahl bruno.dahl1@example.org 937-23-7920 5105100001047290");
    }

    @Test
    void holdsCardNumbersThatPassForReal() throws Exception {
        assertThat(query("SELECT card_number FROM customers")).hasSize(500).allMatch(SampleDatabaseTest::passesLuhn);
    }

    @Test
    void holdsNoSocialSecurityNumberThatSomebodyHas() throws Exception {
        assertThat(query("SELECT ssn FROM customers")).allMatch(ssn -> ssn.matches("9\\d\\d-\\d\\d-\\d{4}"));
    }

    @Test
    void givesASampleOfAnEarlierVersionItsObserver() throws Exception {
        cluster.run(SampleDatabase.NAME, "DROP OWNED BY orders_observer; DROP ROLE orders_observer");

        SampleDatabase.prepare(cluster, PASSWORD, OBSERVER_PASSWORD);

        assertTheObserverSeesWhoIsThereAndNothingElse();
    }

    @Test
    void letsTheObserverSeeWhoIsThereAndNothingElse() throws Exception {
        assertTheObserverSeesWhoIsThereAndNothingElse();
    }

    private static void assertTheObserverSeesWhoIsThereAndNothingElse() throws SQLException {
        try (Connection observer = DriverManager.getConnection(
                        cluster.jdbcUrl(SampleDatabase.NAME), SampleDatabase.OBSERVER_ROLE, OBSERVER_PASSWORD);
                Statement statement = observer.createStatement()) {
            statement.executeQuery("SELECT backend_start FROM pg_stat_activity").close();
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1 FROM public.customers"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void isNotFilledTwice() throws Exception {
        SampleDatabase.prepare(cluster, PASSWORD, OBSERVER_PASSWORD);

        assertThat(query("SELECT count(*) FROM customers")).containsExactly("500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE orders SET status = 'packed' WHERE id = 1",
                "INSERT INTO api_keys (customer_id, label, secret) VALUES (1, 'new', 'secret')",
                "DELETE FROM api_keys WHERE label = 'new'",
                "SELECT order_total(1) FROM customer_orders LIMIT 1"
            })
    void letsTheGatewaysRoleReadAndChangeRows(String sql) throws Exception {
        run(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE customers",
                "TRUNCATE orders",
                "ALTER TABLE customers ADD COLUMN x int",
                "CREATE TABLE x ()",
                "CREATE SCHEMA x",
                "CREATE TEMPORARY TABLE x ()",
                "CREATE ROLE x",
                "SELECT pg_read_file('/etc/passwd')",
                "COPY customers TO PROGRAM 'cat'",
                "SELECT * FROM pg_authid",
                "SET ROLE postgres"
            })
    void letsTheGatewaysRoleDoNothingElse(String sql) {
        assertThatThrownBy(() -> run(sql)).isInstanceOf(SQLException.class).hasMessageFindingMatch("permission|owner");
    }

    /// A server answers a non-owner who grants with a warning, not with an error.
    @Test
    void letsTheGatewaysRoleGrantNothing() throws Exception {
        run("GRANT SELECT ON customers TO PUBLIC");

        assertThat(query("SELECT has_table_privilege('public', 'customers', 'SELECT')::text"))
                .containsExactly("false");
    }

    @Test
    void letsNobodyInWithoutTls() {
        assertThatThrownBy(() -> gateway(PASSWORD, "disable")).hasMessageContaining("no pg_hba.conf entry");
    }

    @Test
    void letsNobodyInWithAnotherPassword() {
        assertThatThrownBy(() -> gateway("guess", "verify-full"))
                .hasMessageContaining("password authentication failed");
    }

    private static boolean passesLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return digits.length() == 16 && sum % 10 == 0;
    }
}
