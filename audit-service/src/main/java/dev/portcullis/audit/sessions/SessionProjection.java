// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Keeps the list of sessions in step with the log, in the transaction that stores the events.
@Component
public final class SessionProjection {

    /// One event, as far as it matters here.
    public record Step(String sessionId, Instant at, SessionFact fact) {}

    private static final String UPSERT = """
            INSERT INTO session (id, subject, issuer, connection, protocol, client_address, started_at, ended_at,
                                 end_reason, commands, denied, rows, gateway, chunks)
            SELECT id, subject, issuer, connection, protocol, client_address,
                   timestamptz 'epoch' + started * interval '1 millisecond', timestamptz 'epoch' + ended * interval '1 millisecond',
                   end_reason, commands, denied, rows, gateway, chunks
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[],
                        ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[])
                 AS c (id, subject, issuer, connection, protocol, client_address, started, ended, end_reason,
                       commands, denied, rows, gateway, chunks)
            ON CONFLICT (id) DO UPDATE SET
              subject = CASE WHEN session.subject = '' THEN EXCLUDED.subject ELSE session.subject END,
              issuer = CASE WHEN session.issuer = '' THEN EXCLUDED.issuer ELSE session.issuer END,
              connection = CASE WHEN session.connection = '' THEN EXCLUDED.connection ELSE session.connection END,
              protocol = CASE WHEN session.protocol = '' THEN EXCLUDED.protocol ELSE session.protocol END,
              client_address = CASE WHEN session.client_address = '' THEN EXCLUDED.client_address
                                    ELSE session.client_address END,
              started_at = LEAST(session.started_at, EXCLUDED.started_at),
              ended_at = coalesce(EXCLUDED.ended_at, session.ended_at),
              end_reason = CASE WHEN EXCLUDED.ended_at IS NULL THEN session.end_reason ELSE EXCLUDED.end_reason END,
              commands = session.commands + EXCLUDED.commands,
              denied = session.denied + EXCLUDED.denied,
              rows = session.rows + EXCLUDED.rows,
              gateway = CASE WHEN session.gateway = '' THEN EXCLUDED.gateway ELSE session.gateway END,
              chunks = GREATEST(session.chunks, EXCLUDED.chunks)""";

    // Also for sessions whose own events arrive after the restart of their gateway: they lay in its journal. What they
    // say about their end, should it still come, counts more than this.
    private static final String END_ABANDONED = """
            UPDATE session SET ended_at = g.started_at, end_reason = 'its gateway stopped without ending it'
            FROM gateway_start AS g
            WHERE session.gateway = g.gateway AND session.started_at < g.started_at AND session.ended_at IS NULL""";

    private final JdbcTemplate jdbc;

    SessionProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Applies new events, in their order.
    public void apply(List<Step> steps) {
        // Sorted, so that two instances take row locks in the same order.
        Map<String, SessionChange> changes = new TreeMap<>();
        Map<String, Instant> restarts = new TreeMap<>();
        for (Step step : steps) {
            switch (step.fact()) {
                case SessionFact.None _ -> {}
                case SessionFact.GatewayStarted(var gateway) -> restarts.put(gateway, step.at());
                case SessionFact.Started _,
                        SessionFact.Forwarded _,
                        SessionFact.Refused _,
                        SessionFact.Answered _,
                        SessionFact.Ended _ ->
                    changes.computeIfAbsent(step.sessionId(), _ -> new SessionChange(step.at()))
                            .add(step);
            }
        }
        if (!changes.isEmpty()) {
            upsert(List.copyOf(changes.keySet()), List.copyOf(changes.values()));
        }
        restarts.forEach(this::restarted);
        boolean begun = changes.values().stream()
                .anyMatch(change -> !change.start.gateway().isEmpty());
        if (begun || !restarts.isEmpty()) {
            jdbc.update(END_ABANDONED);
        }
    }

    private void restarted(String gateway, Instant at) {
        jdbc.update(
                "INSERT INTO gateway_start (gateway, started_at) VALUES (?, ?) ON CONFLICT (gateway)"
                        + " DO UPDATE SET started_at = GREATEST(gateway_start.started_at, EXCLUDED.started_at)",
                gateway,
                Timestamp.from(at));
    }

    private void upsert(List<String> ids, List<SessionChange> changes) {
        jdbc.update(
                UPSERT,
                ids.toArray(String[]::new),
                texts(changes, c -> c.start.subject()),
                texts(changes, c -> c.start.issuer()),
                texts(changes, c -> c.start.connection()),
                texts(changes, c -> c.start.protocol()),
                texts(changes, c -> c.start.clientAddress()),
                numbers(changes, c -> c.startedAt.toEpochMilli()),
                numbers(changes, c -> c.endedAt == null ? null : c.endedAt.toEpochMilli()),
                texts(changes, c -> c.endReason),
                numbers(changes, c -> c.commands),
                numbers(changes, c -> c.denied),
                numbers(changes, c -> c.rows),
                texts(changes, c -> c.start.gateway()),
                numbers(changes, c -> c.chunks));
    }

    private static String[] texts(List<SessionChange> changes, Function<SessionChange, String> column) {
        return changes.stream().map(column).toArray(String[]::new);
    }

    private static @Nullable Long[] numbers(
            List<SessionChange> changes, Function<SessionChange, @Nullable Long> column) {
        return changes.stream().map(column).toArray(Long[]::new);
    }
}
