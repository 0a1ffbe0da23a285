// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGResultSetMetaData;

/// Compares what is said of the corpus with what a real server describes: names of the output columns, their
/// number, and the table columns they come from.
class LineageIT {

    private static final String DATABASE = "lineage";
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);
    private static CatalogSnapshot catalog;

    @BeforeAll
    static void createSample() throws Exception {
        PostgresServer server = PostgresServer.shared();
        server.createDatabase(DATABASE);
        try (InputStream in = LineageIT.class.getResourceAsStream("sample.sql")) {
            server.execute(DATABASE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        try (Connection connection = server.connect(DATABASE)) {
            catalog = load(connection);
        }
    }

    @AfterAll
    static void close() {
        PARSER.close();
    }

    private static CatalogSnapshot load(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().execute(CatalogQueries.ISOLATE);
        CatalogSnapshot.Builder builder = CatalogSnapshot.builder(SampleCatalog.SEARCH_PATH);
        each(
                connection,
                CatalogQueries.RELATIONS,
                row -> builder.relation(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4).charAt(0),
                        row.getString(5)));
        each(
                connection,
                CatalogQueries.COLUMNS,
                row -> builder.column(
                        row.getLong(1), row.getString(2), row.getInt(3), row.getLong(4), row.getBoolean(5)));
        each(connection, CatalogQueries.INHERITANCE, row -> builder.inherits(row.getLong(1), row.getLong(2)));
        each(
                connection,
                CatalogQueries.FUNCTIONS,
                row -> builder.function(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getString(5).charAt(0)));
        SampleCatalog.classify(builder);
        connection.commit();
        return builder.build();
    }

    private interface RowUse {
        void accept(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, RowUse use) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                use.accept(rows);
            }
        }
    }

    @Test
    void theServerNamesTheSameOrigins() throws Exception {
        List<String> different = new ArrayList<>();
        int compared = 0;
        try (Connection connection = PostgresServer.shared().connect(DATABASE)) {
            connection.createStatement().execute("SET search_path TO public, app");
            for (Corpus.Case test : Corpus.read("corpus.txt")) {
                AnalyzedCommand command = analyze(test.sql());
                // The driver counts parameters by its own sign for them.
                if (command == null
                        || command.statements().size() != 1
                        || test.sql().contains("$1")) {
                    continue;
                }
                try (PreparedStatement statement = connection.prepareStatement(test.sql())) {
                    ResultSetMetaData described = statement.getMetaData();
                    if (described != null && command.statements().getFirst().returnsRows()) {
                        different.addAll(
                                differences(test.sql(), command.statements().getFirst(), described));
                        compared++;
                    }
                } catch (SQLException e) {
                    // Parts of the corpus are about things that this database does not have.
                    assertThat(e.getSQLState())
                            .as(test.sql() + ": " + e.getMessage())
                            .isNotEqualTo("42601");
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(120);
    }

    private static AnalyzedCommand analyze(String sql) {
        try {
            return ANALYZER.analyze(sql, catalog);
        } catch (SqlRefused e) {
            return null;
        }
    }

    private static List<String> differences(String sql, AnalyzedStatement statement, ResultSetMetaData described)
            throws SQLException {
        PGResultSetMetaData origins = described.unwrap(PGResultSetMetaData.class);
        List<OutputColumn> output =
                statement.outputOf(described.getColumnCount()).orElse(null);
        if (output == null) {
            return statement.output().stream().filter(OutputColumn::repeats).count() > 1
                    ? List.of()
                    : List.of(sql + ": the server returns " + described.getColumnCount() + " columns");
        }
        List<String> different = new ArrayList<>();
        for (int i = 0; i < output.size(); i++) {
            OutputColumn ours = output.get(i);
            String origin = origins.getBaseColumnName(i + 1).isEmpty()
                    ? "none"
                    : origins.getBaseSchemaName(i + 1) + "." + origins.getBaseTableName(i + 1) + "."
                            + origins.getBaseColumnName(i + 1);
            boolean system = ours.origin() != null && ours.origin().attnum() < 0;
            String expected = ours.origin() == null ? "none" : name(ours.origin());
            boolean same = switch (ours.lineage()) {
                case Lineage.Identity _ -> system || origin.equals(expected);
                // A cast to the type that a column has anyway is left out by the server.
                case Lineage.Derived(var sources, var _) ->
                    origin.equals(expected) || sources.stream().anyMatch(s -> origin.equals(name(s)));
                case Lineage.Untraceable _ -> true;
            };
            boolean sameName = ours.name().equals("*") || ours.name().equals(described.getColumnLabel(i + 1));
            if (!same || !sameName) {
                different.add(sql + ": column " + i + " " + ours.name() + " from " + expected + ", the server says "
                        + described.getColumnLabel(i + 1) + " from " + origin);
            }
        }
        return different;
    }

    private static String name(ColumnRef column) {
        return column.schema() + "." + column.relation() + "." + column.column();
    }

    @Test
    void everyHarmlessFunctionExists() throws Exception {
        List<String> found = new ArrayList<>();
        try (Connection connection = PostgresServer.shared().connect(DATABASE)) {
            each(
                    connection,
                    "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace",
                    row -> found.add(row.getString(1)));
        }
        assertThat(found).containsAll(HarmlessFunctions.names());
    }

    @Test
    void aHarmlessFunctionReturnsManyRowsOnlyWhenMarked() throws Exception {
        List<String> many = new ArrayList<>();
        try (Connection connection = PostgresServer.shared().connect(DATABASE)) {
            each(
                    connection,
                    "SELECT DISTINCT proname FROM pg_proc"
                            + " WHERE pronamespace = 'pg_catalog'::regnamespace AND proretset",
                    row -> many.add(row.getString(1)));
        }
        assertThat(many).isNotEmpty().noneMatch(HarmlessFunctions::isScalar);
    }
}
