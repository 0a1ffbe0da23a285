// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.targets;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/// The tables that are compared.
final class TargetTables {

    // A session is a gateway's if its process served a login of one and began while that was made. What it calls itself
    // counts for nothing.
    private static final String KNOWN_TO_A_GATEWAY = """
            EXISTS (SELECT FROM target_login l WHERE l.address = s.address AND l.process = s.process
                    AND s.begun_at BETWEEN l.opened_at - ? * interval '1 millisecond'
                                       AND l.ready_at + ? * interval '1 millisecond')""";

    private static final String SESSIONS = """
            SELECT s.address, s.process, s.begun_micros, s.begun_at, s.connection, s.database_user, s.application,
                   s.client, s.kind, s.event_id, %s AS known
            FROM target_session s
            WHERE %s
            ORDER BY s.stored_at, s.address, s.process, s.begun_micros LIMIT ?
            FOR UPDATE OF s SKIP LOCKED""";

    private static final String DUE = SESSIONS.formatted(
            KNOWN_TO_A_GATEWAY, "NOT s.raised AND s.stored_at <= now() - ? * interval '1 millisecond'");

    private static final String EXPLAINED = SESSIONS.formatted("true", "s.raised AND " + KNOWN_TO_A_GATEWAY);

    private static final String KNOWN =
            "DELETE FROM target_session WHERE address = ? AND process = ? AND begun_micros = ?";

    private static final String RAISED =
            "UPDATE target_session SET raised = true WHERE address = ? AND process = ? AND begun_micros = ?";

    private static final String OVERDUE = """
            UPDATE target_observation SET overdue = true
            WHERE NOT overdue AND observed_at < now() - ? * interval '1 millisecond' RETURNING connection, address""";

    private final JdbcTemplate jdbc;
    private final Clock clock;

    TargetTables(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A session whose time has come to be judged.
    ///
    /// @param known whether it is a gateway's
    record Unexplained(
            String address,
            long process,
            long begunMicros,
            Instant begun,
            String connection,
            String user,
            String application,
            String client,
            String kind,
            String eventId,
            boolean known) {

        /// What a finding says about it.
        Map<String, Object> particulars() {
            return Map.of(
                    "process", process,
                    "begunAt", begun.toString(),
                    "user", user,
                    "application", application,
                    "client", client,
                    "kind", kind);
        }
    }

    /// A target of a connection.
    record Target(String connection, String address) {}

    /// Locks and gives those that have waited for long enough and that nobody else judges.
    List<Unexplained> due(Duration grace, Duration tolerance, int most) {
        return jdbc.query(DUE, TargetTables::row, tolerance.toMillis(), tolerance.toMillis(), grace.toMillis(), most);
    }

    /// Locks and gives those that were raised, and of which a gateway's record has come since.
    List<Unexplained> explained(Duration tolerance, int most) {
        return jdbc.query(EXPLAINED, TargetTables::row, tolerance.toMillis(), tolerance.toMillis(), most);
    }

    /// Forgets those that are known, and remembers that the others were raised.
    void settle(List<Unexplained> judged) {
        for (Unexplained session : judged) {
            jdbc.update(session.known() ? KNOWN : RAISED, session.address(), session.process(), session.begunMicros());
        }
    }

    /// The targets that have not been seen for this long, each once until it is seen again.
    List<Target> nowOverdue(Duration limit) {
        return jdbc.query(OVERDUE, (row, _) -> new Target(row.getString(1), row.getString(2)), limit.toMillis());
    }

    /// Drops what is too old to be compared with anything.
    void forget(Duration keep) {
        Timestamp before = Timestamp.from(clock.instant().minus(keep));
        jdbc.update("DELETE FROM target_login WHERE ready_at < ?", before);
        jdbc.update("DELETE FROM target_session WHERE raised AND stored_at < ?", before);
    }

    private static Unexplained row(ResultSet row, int number) throws SQLException {
        return new Unexplained(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getTimestamp(4).toInstant(),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getBoolean(11));
    }
}
