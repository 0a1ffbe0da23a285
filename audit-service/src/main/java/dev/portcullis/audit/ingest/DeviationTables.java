// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.log.LogEntry;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The tables of what was not as it should be.
@Component
class DeviationTables {

    private final JdbcTemplate jdbc;

    DeviationTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Keeps other bytes that came under a taken id; false if exactly these are kept already.
    boolean keepConflict(LogEntry other) {
        return jdbc.update(
                        "INSERT INTO event_conflict (event_id, body_sha256, body, source) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        other.eventId(),
                        other.body().digest().bytes(),
                        other.body().bytes(),
                        other.source())
                == 1;
    }

    void quarantine(List<Reading.Unreadable> records) {
        jdbc.batchUpdate(
                "INSERT INTO quarantine (event_id, source, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                records.stream()
                        .map(one ->
                                new Object[] {one.entry().eventId(), one.entry().source(), one.reason()})
                        .toList());
    }
}
