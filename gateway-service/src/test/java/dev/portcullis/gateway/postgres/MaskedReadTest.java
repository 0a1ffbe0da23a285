// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedReadTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
        gateway.policies.decideBy(_ -> FakePolicies.allow(RunningGateway.MASKED));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void masksClassifiedColumnsInEveryQueryMode(String mode) throws SQLException {
        try (Connection connection = gateway.connect("preferQueryMode", mode)) {
            assertThat(rows(connection, "SELECT id, name, email, ssn, pin, note FROM customers ORDER BY id"))
                    .containsExactly(
                            "1 Ada a***@***.com [redacted] null plain",
                            "2 Bob null [redacted] null key [redacted] here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "3"})
    void masksInBinaryAndWhenAStatementIsReused(String threshold) throws SQLException {
        try (Connection connection = gateway.connect("prepareThreshold", threshold, "binaryTransfer", "true");
                PreparedStatement statement =
                        connection.prepareStatement("SELECT id, pin, ssn, id::bigint FROM customers WHERE id = ?")) {
            for (int i = 0; i < 8; i++) {
                statement.setInt(1, 1);
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getInt(1)).isEqualTo(1);
                    assertThat(row.getObject(2)).isNull();
                    assertThat(row.getString(3)).isEqualTo("[redacted]");
                    assertThat(row.getLong(4)).isEqualTo(1);
                    assertThat(row.next()).isFalse();
                }
            }
        }
    }

    @Test
    void readsWhatIsNotClassifiedAsItIs() throws SQLException {
        try (Connection connection = gateway.connect()) {
            assertThat(rows(connection, "SELECT id, v FROM plain ORDER BY id"))
                    .hasSize(1000)
                    .contains("999 v999");
        }
    }

    @Test
    void readsThroughNamesOfTheSessionAsWithoutThem() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("PREPARE one (int) AS SELECT name, email, ssn FROM customers WHERE id = $1");
            assertThat(rows(connection, "EXECUTE one (1)")).containsExactly("Ada a***@***.com [redacted]");
            statement.execute("DECLARE two CURSOR FOR SELECT id, email FROM customers ORDER BY id");
            assertThat(rows(connection, "FETCH ALL FROM two")).containsExactly("1 a***@***.com", "2 null");
            connection.rollback();
        }
    }

    /// All of it comes from the target in one piece.
    @Test
    void theDescriptionOfRowsComesBeforeThem() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            for (int i = 0; i < 5; i++) {
                client.send(new FrontendMessage.Query(
                        "SELECT ssn, repeat('x', 4000) FROM customers, generate_series(1, 40)"));
                assertThat(client.untilReady()).first().isInstanceOf(BackendMessage.RowDescription.class);
            }
        }
    }

    static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(String.join(" ", row.stream().map(String::valueOf).toList()));
            }
        }
        return rows;
    }
}
