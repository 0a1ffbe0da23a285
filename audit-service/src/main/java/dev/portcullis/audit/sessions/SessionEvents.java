// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import dev.portcullis.audit.web.Cursor;
import dev.portcullis.audit.web.GoneException;
import dev.portcullis.merkle.StoredLeaf;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The events of one session, in the order of its chain.
@Component
class SessionEvents {

    private static final int MAX_BYTES = 4 << 20;

    /// One event with its place.
    record Stored(long seq, String eventId, String json) {}

    private final JdbcTemplate jdbc;

    SessionEvents(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// At most `limit` of them, without those that expired, and of large ones fewer: a page never holds much more than
    /// its bound in bytes.
    List<Stored> after(String sessionId, Cursor cursor, int limit) {
        return jdbc.query("""
                SELECT seq, event_id, body FROM (
                  SELECT seq, event_id, body, sum(length(body)) OVER (ORDER BY seq, event_id) - length(body) AS before
                  FROM event WHERE chain_id = ? AND chain_id <> '' AND kind <> 'expired' AND (seq, event_id) > (?, ?)
                  ORDER BY seq, event_id LIMIT ?) AS page
                WHERE before < ? ORDER BY seq, event_id""", SessionEvents::stored, sessionId, cursor.number(), cursor.id(), limit, MAX_BYTES);
    }

    /// One event of some chain.
    ///
    /// @throws GoneException if it has expired
    Optional<Stored> one(String eventId) {
        return jdbc
                .query(
                        "SELECT seq, event_id, body, kind FROM event WHERE event_id = ? AND chain_id <> ''",
                        SessionEvents::kept,
                        eventId)
                .stream()
                .findFirst();
    }

    /// Whether the session has events behind this place.
    boolean hasMore(String sessionId, Cursor cursor) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM event WHERE chain_id = ? AND chain_id <> '' AND kind <> 'expired' AND (seq, event_id) > (?, ?))",
                Boolean.class,
                sessionId,
                cursor.number(),
                cursor.id()));
    }

    private static Stored kept(ResultSet row, int number) throws SQLException {
        if (row.getString(4).equals(StoredLeaf.EXPIRED_KIND)) {
            throw new GoneException("The time of keeping of event " + row.getString(2)
                    + " has ended; what is left is its leaf in the log.");
        }
        return stored(row, number);
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(row.getLong(1), row.getString(2), new String(row.getBytes(3), StandardCharsets.UTF_8));
    }
}
