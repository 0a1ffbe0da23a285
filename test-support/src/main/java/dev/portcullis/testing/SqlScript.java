// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// Runs SQL of a test's set-up; a failure there is a failure of the test.
final class SqlScript {
    private SqlScript() {}

    static void run(DataSource database, String sql) {
        try (Connection connection = database.getConnection()) {
            run(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
