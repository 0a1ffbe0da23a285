// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import dev.portcullis.audit.web.Cursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The events of one session, in the order of its chain.
@Component
class SessionEvents {

    /// One event with its place.
    record Stored(long seq, String eventId, String json) {}

    private final JdbcTemplate jdbc;

    SessionEvents(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    List<Stored> after(String sessionId, Cursor cursor, int limit) {
        return jdbc.query(
                "SELECT seq, event_id, body FROM event WHERE chain_id = ? AND chain_id <> '' AND (seq, event_id) > (?, ?)"
                        + " ORDER BY seq, event_id LIMIT ?",
                (row, _) -> new Stored(
                        row.getLong(1), row.getString(2), new String(row.getBytes(3), StandardCharsets.UTF_8)),
                sessionId,
                cursor.number(),
                cursor.id(),
                limit);
    }
}
