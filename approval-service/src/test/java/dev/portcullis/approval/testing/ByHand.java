// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/// Statements past the service, straight at its tables: as the role it connects as, and as the owner of the tables.
public final class ByHand {

    private final RunningService service;

    public ByHand(RunningService service) {
        this.service = service;
    }

    /// Neither role may do it, and the owner, who lacks no right, is told why. Nothing of it stays.
    public void refuses(String why, String... statements) throws SQLException {
        try (Connection owner = service.connectAsOwner()) {
            assertThatThrownBy(() -> run(owner, statements))
                    .as("as the owner: %s", String.join("; ", statements))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(why);
        }
        try (Connection application = service.connectAsApplication()) {
            assertThatThrownBy(() -> run(application, statements))
                    .as("as the application: %s", String.join("; ", statements))
                    .isInstanceOf(SQLException.class)
                    .message()
                    .containsAnyOf(why, "permission denied", "must be owner");
        }
    }

    /// The application may do it, and it stays.
    public void does(String... statements) throws SQLException {
        try (Connection application = service.connectAsApplication()) {
            run(application, statements);
            application.commit();
        }
    }

    /// A row that is like another but for some columns.
    public static String copy(String table, String id, Map<String, ?> changed) {
        return "INSERT INTO %s SELECT (jsonb_populate_record(t, '%s')).* FROM %s t WHERE id = '%s'"
                .formatted(table, Client.JSON.writeValueAsString(changed).replace("'", "''"), table, id);
    }

    /// The only value that a query gives.
    public String value(String sql) throws SQLException {
        try (Connection owner = service.connectAsOwner();
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
