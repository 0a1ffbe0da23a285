// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Objects as rows of the audit database.
@Component
final class ObjectTable implements ObjectStore {

    private final JdbcTemplate jdbc;

    ObjectTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Durable with the caller's transaction.
    @Override
    public void putAll(Map<ObjectName, byte[]> objects) {
        jdbc.batchUpdate(
                "INSERT INTO recording_object (name, bytes) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                objects.entrySet().stream()
                        .map(object -> new Object[] {object.getKey().text(), object.getValue()})
                        .toList());
    }

    @Override
    public Optional<byte[]> get(ObjectName name) {
        return jdbc
                .query("SELECT bytes FROM recording_object WHERE name = ?", (row, _) -> row.getBytes(1), name.text())
                .stream()
                .findFirst();
    }

    @Override
    public Map<ObjectName, byte[]> getAll(Collection<ObjectName> names) {
        Map<ObjectName, byte[]> found = new HashMap<>();
        if (!names.isEmpty()) {
            jdbc.query(
                    "SELECT name, bytes FROM recording_object WHERE name = ANY (?)",
                    row -> {
                        found.put(new ObjectName(row.getString(1)), row.getBytes(2));
                    },
                    (Object) names.stream().map(ObjectName::text).toArray(String[]::new));
        }
        return found;
    }

    /// Nothing is left to do: the database's own function let the rows go with the recording, in its
    /// transaction.
    @Override
    public void removeAll(Collection<ObjectName> names) {}
}
