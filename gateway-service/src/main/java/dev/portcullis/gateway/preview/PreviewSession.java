// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.gateway.preview.Preview.Sample;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One transaction at the target that reads, sees one state of it, and is always rolled back. May block.
final class PreviewSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PreviewSession.class);
    private static final int LONGEST_VALUE = 256;
    /// Not what a mask has left of one.
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final int MOST_COLUMNS = 100;

    private final Connection connection;
    private final String label;

    /// @param label an SQL comment that tells the record what the session's commands are for
    private PreviewSession(Connection connection, String label) {
        this.connection = connection;
        this.label = label;
    }

    /// Takes over the connection.
    static PreviewSession begin(Connection connection, String label, Duration statementTimeout) throws SQLException {
        PreviewSession session = new PreviewSession(connection, label);
        try {
            session.run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            session.run("SET LOCAL statement_timeout = " + statementTimeout.toMillis());
            session.run("SET LOCAL lock_timeout = " + statementTimeout.toMillis());
            return session;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = statement()) {
            statement.execute(label + sql);
        }
    }

    /// The plan in JSON; empty if it was not shown.
    String plan(String sql) throws SQLException {
        return String.join("", onlyColumn("EXPLAIN (FORMAT JSON) " + sql));
    }

    /// The one number that a query answers with; null if it was not shown.
    @Nullable
    Long number(String sql) throws SQLException {
        List<String> answer = onlyColumn(sql);
        return answer.size() == 1 && NUMBER.matcher(answer.getFirst()).matches()
                ? Long.valueOf(answer.getFirst())
                : null;
    }

    /// The first column of what a query answers with, without what is null.
    List<String> onlyColumn(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = statement();
                ResultSet rows = statement.executeQuery(label + sql)) {
            while (rows.next()) {
                String value = rows.getString(1);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /// The rows that a query answers with.
    Sample sample(String sql) throws SQLException {
        try (Statement statement = statement();
                ResultSet rows = statement.executeQuery(label + sql)) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= Math.min(rows.getMetaData().getColumnCount(), MOST_COLUMNS); i++) {
                columns.add(rows.getMetaData().getColumnLabel(i));
            }
            List<List<@Nullable String>> values = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(cut(rows.getString(i)));
                }
                values.add(row);
            }
            return new Sample(columns, values);
        }
    }

    private static @Nullable String cut(@Nullable String value) {
        return value == null || value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }

    private Statement statement() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        return statement;
    }

    @Override
    public void close() {
        try (connection) {
            run("ROLLBACK");
        } catch (SQLException e) {
            // With its session the transaction is gone as well.
            log.atDebug().setCause(e).log("preview not rolled back by its own word");
        }
    }
}
