// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import dev.portcullis.local.postgres.PostgresCluster;
import dev.portcullis.local.service.StoreSchemas;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// The log as a database superuser can reach it, past every role and trigger.
///
/// @param store the services' database server
record StoredLog(PostgresCluster store) {

    /// An event as it is stored.
    record Row(String eventId, Body body) {}

    /// Bytes of an event.
    static final class Body {
        private final byte[] bytes;

        private Body(byte[] bytes) {
            this.bytes = bytes;
        }

        /// The same with one bit turned over in the middle.
        Body withOneBitChanged() {
            byte[] changed = bytes.clone();
            changed[changed.length / 2] ^= 1;
            return new Body(changed);
        }
    }

    /// The first command of a session.
    Optional<Row> firstCommand(String session) throws SQLException {
        String query = "SELECT event_id, body FROM audit.event"
                + " WHERE chain_id = ? AND kind LIKE 'command%' ORDER BY seq LIMIT 1";
        try (Connection connection = store.connect(StoreSchemas.DATABASE);
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, session);
            try (ResultSet found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(new Row(found.getString(1), new Body(found.getBytes(2))))
                        : Optional.empty();
            }
        }
    }

    /// Overwrites the bytes of an event.
    void write(String eventId, Body body) throws SQLException {
        try (Connection connection = store.connect(StoreSchemas.DATABASE)) {
            connection.setAutoCommit(false);
            try (Statement triggersOff = connection.createStatement();
                    PreparedStatement statement =
                            connection.prepareStatement("UPDATE audit.event SET body = ? WHERE event_id = ?")) {
                triggersOff.execute("SET LOCAL session_replication_role = replica");
                statement.setBytes(1, body.bytes);
                statement.setString(2, eventId);
                statement.executeUpdate();
            }
            connection.commit();
        }
    }
}
