// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A small program with PostgreSQL's JDBC driver, which speaks the extended protocol.
final class JdbcClient implements StoryClient {

    private static final long LOOK_AGAIN_MILLIS = 50;

    private final Connection connection;

    JdbcClient(String url, String user, String token) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", token);
        connection = DriverManager.getConnection(url, properties);
    }

    @Override
    public String title() {
        return "a JDBC program";
    }

    @Override
    public String run(String sql, Consumer<String> noticed) throws SQLException, InterruptedException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Thread listening = Thread.startVirtualThread(() -> listen(statement, noticed));
            try {
                return statement.execute() ? rows(statement.getResultSet()) : "UPDATE " + statement.getUpdateCount();
            } catch (SQLException e) {
                return String.valueOf(e.getMessage());
            } finally {
                listening.interrupt();
                listening.join();
            }
        }
    }

    /// Warnings arrive while the statement still runs: a held one says so.
    private static void listen(PreparedStatement statement, Consumer<String> noticed) {
        @Nullable SQLWarning last = null;
        try {
            while (true) {
                SQLWarning next = last == null ? statement.getWarnings() : last.getNextWarning();
                if (next == null) {
                    Thread.sleep(LOOK_AGAIN_MILLIS);
                } else {
                    noticed.accept(String.valueOf(next.getMessage()));
                    last = next;
                }
            }
        } catch (SQLException | InterruptedException _) {
            // the statement is over
        }
    }

    private static String rows(ResultSet result) throws SQLException {
        StringBuilder text = new StringBuilder();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                row.add(String.valueOf(result.getString(i)));
            }
            text.append(String.join("|", row)).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
