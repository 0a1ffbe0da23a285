// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.jdbc.PreferQueryMode;

/// pgjdbc in every way it can be told to talk.
class PgjdbcIT {
    /// More often than pgjdbc executes before it prepares at the server and asks for binary results.
    private static final int ROUNDS = 7;

    private final ClientsDatabase database = ClientsDatabase.shared();

    record Way(PreferQueryMode mode, boolean autoCommit, int fetchSize, boolean rewriteBatches) {
        Map<String, String> properties() {
            return Map.of("preferQueryMode", mode.value(), "reWriteBatchedInserts", String.valueOf(rewriteBatches));
        }
    }

    static Stream<Way> ways() {
        return Stream.of(PreferQueryMode.values())
                .flatMap(mode -> Stream.of(true, false)
                        .flatMap(autoCommit -> Stream.of(0, 10)
                                .flatMap(fetchSize -> Stream.of(false, true)
                                        .map(rewrite -> new Way(mode, autoCommit, fetchSize, rewrite)))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readsWritesFailsAndIsRefusedAsBeforeAServer(Way way) throws SQLException {
        try (Connection connection = database.connect(way.properties())) {
            connection.setAutoCommit(way.autoCommit());
            for (int round = 0; round < ROUNDS; round++) {
                readsEveryType(connection, way);
            }
            writesInBatches(connection, way);
            goesOnAfterAnError(connection, "SELECT 1 / (id - 1) FROM samples", "22012", "division by zero");
            goesOnAfterAnError(connection, ClientsDatabase.REFUSED, "42501", ClientsDatabase.REFUSAL);
        }
    }

    private static void readsEveryType(Connection connection, Way way) throws SQLException {
        try (PreparedStatement read =
                connection.prepareStatement("SELECT id, word, price, at, bytes, parts, gone, email FROM samples"
                        + " WHERE id BETWEEN ? AND ? AND word LIKE ? AND at >= ? AND price <> ? ORDER BY id")) {
            read.setFetchSize(way.fetchSize());
            read.setInt(1, 101);
            read.setInt(2, 135);
            read.setString(3, "wörd%");
            read.setObject(4, OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
            read.setBigDecimal(5, new BigDecimal("-1.5"));
            try (ResultSet rows = read.executeQuery()) {
                int id = 101;
                for (; rows.next(); id++) {
                    isSample(rows, id);
                }
                assertThat(id).isEqualTo(136);
            }
        }
    }

    private static void isSample(ResultSet row, int id) throws SQLException {
        assertThat(row.getInt("id")).isEqualTo(id);
        assertThat(row.getString("word")).isEqualTo("wörd " + id);
        assertThat(row.getBigDecimal("price")).isEqualTo(id + ".2500");
        assertThat(row.getObject("at", OffsetDateTime.class).toInstant())
                .isEqualTo(OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                        .plusHours(id)
                        .toInstant());
        assertThat(row.getBytes("bytes"))
                .isEqualTo(
                        ByteBuffer.allocate(6).putShort((short) 0xff).putInt(id).array());
        assertThat((Integer[]) row.getArray("parts").getArray()).containsExactly(id, null, id * 2);
        assertThat(row.getString("gone")).isNull();
        assertThat(row.getString("email")).isEqualTo(ClientsDatabase.MASKED);
    }

    private static void writesInBatches(Connection connection, Way way) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO notes (id, word) VALUES (?, ?)")) {
            for (int i = 0; i < 25; i++) {
                insert.setInt(1, i);
                insert.setString(2, "note " + i);
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(25);
        }
        assertThat(number(connection, "SELECT count(*) FROM notes")).isEqualTo(25);
        if (way.autoCommit()) {
            try (Statement delete = connection.createStatement()) {
                assertThat(delete.executeUpdate("DELETE FROM notes WHERE id < 25"))
                        .isEqualTo(25);
            }
        } else {
            connection.rollback();
        }
        assertThat(number(connection, "SELECT count(*) FROM notes")).isZero();
    }

    private static void goesOnAfterAnError(Connection connection, String sql, String sqlState, String message)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).isInstanceOfSatisfying(SQLException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo(sqlState);
                assertThat(e.getMessage()).contains(message);
            });
        }
        if (!connection.getAutoCommit()) {
            assertThatThrownBy(() -> number(connection, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            connection.rollback();
        }
        assertThat(number(connection, "SELECT count(*) FROM samples")).isEqualTo(250);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "csv", "binary"})
    void copiesInAndOut(String format) throws Exception {
        try (Connection connection = database.connect(Map.of())) {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            String options = " (FORMAT " + format + ")";
            assertThat(copies.copyOut("COPY (SELECT id, word FROM samples) TO STDOUT" + options, out))
                    .isEqualTo(250);
            connection.setAutoCommit(false);
            assertThat(copies.copyIn(
                            "COPY notes FROM STDIN" + options, new java.io.ByteArrayInputStream(out.toByteArray())))
                    .isEqualTo(250);
            assertThat(number(connection, "SELECT count(*) FROM notes JOIN samples USING (id, word)"))
                    .isEqualTo(250);
            connection.rollback();
        }
    }

    @Test
    void copiesOutMaskedFailsAndGoesOn() throws Exception {
        try (Connection connection = database.connect(Map.of())) {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(copies.copyOut("COPY (SELECT id, email FROM samples WHERE id < 3) TO STDOUT CSV", out))
                    .isEqualTo(2);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("1,\"[redacted]\"\n2,\"[redacted]\"\n");
            out.reset();
            assertThatThrownBy(() -> copies.copyIn("COPY notes FROM STDIN", new StringReader("x\ty\n")))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22P02"));
            assertThat(copies.copyOut("COPY forbidden TO STDOUT", out)).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    @Test
    void describesTablesToTools() throws SQLException {
        try (Connection connection = database.connect(Map.of());
                ResultSet columns = connection.getMetaData().getColumns(null, "public", "samples", null);
                ResultSet keys = connection.getMetaData().getPrimaryKeys(null, "public", "samples")) {
            int count = 0;
            while (columns.next()) {
                count++;
            }
            assertThat(count).isEqualTo(8);
            assertThat(keys.next()).isTrue();
            assertThat(keys.getString("COLUMN_NAME")).isEqualTo("id");
        }
    }
}
