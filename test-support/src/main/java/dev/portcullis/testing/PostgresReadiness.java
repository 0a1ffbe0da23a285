// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/// Waits until a server that was started again takes connections.
final class PostgresReadiness {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private PostgresReadiness() {}

    static void await(PostgresBackend backend) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection = open(backend)) {
                connection.isValid(1);
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) throw new IllegalStateException("PostgreSQL is not back", e);
                pause();
            }
        }
    }

    private static Connection open(PostgresBackend backend) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + backend.host() + ":" + backend.port() + "/postgres",
                PostgresBackend.SUPERUSER,
                PostgresBackend.PASSWORD);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
        }
    }
}
