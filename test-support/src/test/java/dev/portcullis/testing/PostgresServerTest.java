// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
    private final PostgresServer server = PostgresServer.shared();

    @Test
    void isPostgresEighteenWithUtf8() throws Exception {
        assertThat(ask("postgres", "SHOW server_version")).startsWith("18");
        assertThat(ask("postgres", "SHOW server_encoding")).isEqualTo("UTF8");
    }

    @Test
    void isTheSameServerForAll() {
        assertThat(PostgresServer.shared()).isSameAs(server);
    }

    @Test
    void refusesAWrongPassword() {
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void asksEverybodyForScram() throws Exception {
        assertThat(ask(
                        "postgres",
                        "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules WHERE type <> 'local'"))
                .isEqualTo("scram-sha-256");
        assertThat(ask("postgres", "SELECT left(rolpassword, 14) FROM pg_authid WHERE rolname = 'postgres'"))
                .isEqualTo("SCRAM-SHA-256$");
    }

    @Test
    void showsACertificateThatItsAuthorityVouchesFor() throws Exception {
        String url = server.jdbcUrl("postgres") + "?sslmode=verify-full&sslrootcert=" + server.caCertificate();
        try (Connection connection = connect(url)) {
            assertThat(ask(connection, "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("TLSv1.3");
        }
    }

    @Test
    void isNotVouchedForByAnotherAuthority() throws Exception {
        try (var otherAuthority =
                new TemporaryFile(CertificateAuthority.create("another").certificatePem())) {
            String url = server.jdbcUrl("postgres") + "?sslmode=verify-full&sslrootcert=" + otherAuthority.path();
            assertThatThrownBy(() -> connect(url)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void makesAnEmptyDatabaseEvenWhereOneWas() throws Exception {
        server.createDatabase("once_more");
        server.execute("once_more", "CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
        assertThat(ask("once_more", "SELECT count(*) FROM t")).isEqualTo("1");

        server.createDatabase("once_more");

        assertThat(ask("once_more", "SELECT to_regclass('t')")).isNull();
    }

    @Test
    void countsStatementsForTestsThatMustProveSilence() throws Exception {
        server.createDatabase("counted");
        server.execute("counted", "CREATE EXTENSION pg_stat_statements");
        assertThat(ask("counted", "SELECT count(*) > 0 FROM pg_stat_statements"))
                .isEqualTo("t");
    }

    @Test
    void staysUpForTheOthersWhenOneWantsItDown() {
        assertThatThrownBy(server::close).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(server::stopServer).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(server::startServer).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void goesAwayAndComesBackWithItsData() throws Exception {
        try (PostgresServer own = PostgresServer.start()) {
            own.createDatabase("kept");
            own.execute("kept", "CREATE TABLE t AS SELECT 42 AS answer");
            int port = own.port();

            own.stopServer();
            assertThatThrownBy(() -> own.connect("kept")).isInstanceOf(SQLException.class);

            own.startServer();
            assertThat(own.port()).isEqualTo(port);
            try (Connection connection = own.connect("kept")) {
                assertThat(ask(connection, "SELECT answer FROM t")).isEqualTo("42");
            }
        }
    }

    private String ask(String database, String sql) throws SQLException {
        try (Connection connection = server.connect(database)) {
            return ask(connection, sql);
        }
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, server.superuser(), server.superuserPassword());
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
