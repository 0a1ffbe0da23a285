// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Keeps the list of sessions in step with the log, in the transaction that stores the events.
@Component
public final class SessionProjection {

    /// One event, as far as it matters here.
    public record Step(String sessionId, Instant at, SessionFact fact) {}

    private static final String UPSERT = """
            INSERT INTO session (id, subject, issuer, connection, protocol, client_address, started_at, ended_at,
                                 end_reason, commands, denied, rows)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
              subject = CASE WHEN session.subject = '' THEN EXCLUDED.subject ELSE session.subject END,
              issuer = CASE WHEN session.issuer = '' THEN EXCLUDED.issuer ELSE session.issuer END,
              connection = CASE WHEN session.connection = '' THEN EXCLUDED.connection ELSE session.connection END,
              protocol = CASE WHEN session.protocol = '' THEN EXCLUDED.protocol ELSE session.protocol END,
              client_address = CASE WHEN session.client_address = '' THEN EXCLUDED.client_address
                                    ELSE session.client_address END,
              started_at = LEAST(session.started_at, EXCLUDED.started_at),
              ended_at = coalesce(session.ended_at, EXCLUDED.ended_at),
              end_reason = CASE WHEN session.ended_at IS NULL THEN EXCLUDED.end_reason ELSE session.end_reason END,
              commands = session.commands + EXCLUDED.commands,
              denied = session.denied + EXCLUDED.denied,
              rows = session.rows + EXCLUDED.rows""";

    private final JdbcTemplate jdbc;

    SessionProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Applies new events, in their order.
    public void apply(List<Step> steps) {
        // Sorted, so that two instances take row locks in the same order.
        Map<String, SessionChange> changes = new TreeMap<>();
        for (Step step : steps) {
            if (!(step.fact() instanceof SessionFact.None)) {
                changes.computeIfAbsent(step.sessionId(), _ -> new SessionChange(step.at()))
                        .add(step);
            }
        }
        if (!changes.isEmpty()) {
            jdbc.batchUpdate(UPSERT, changes.entrySet(), changes.size(), SessionProjection::bind);
        }
    }

    private static void bind(PreparedStatement upsert, Map.Entry<String, SessionChange> change) throws SQLException {
        SessionChange c = change.getValue();
        upsert.setString(1, change.getKey());
        upsert.setString(2, c.start.subject());
        upsert.setString(3, c.start.issuer());
        upsert.setString(4, c.start.connection());
        upsert.setString(5, c.start.protocol());
        upsert.setString(6, c.start.clientAddress());
        upsert.setTimestamp(7, Timestamp.from(c.startedAt));
        upsert.setTimestamp(8, c.endedAt == null ? null : Timestamp.from(c.endedAt));
        upsert.setString(9, c.endReason);
        upsert.setLong(10, c.commands);
        upsert.setLong(11, c.denied);
        upsert.setLong(12, c.rows);
    }
}
