// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.ForeignSession;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.sql.CatalogQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All sessions of a target's database at one moment, and who may read all of the database without a session
/// in it.
///
/// @param own how many of them are this gateway's
/// @param foreign all others
record TargetSessions(int own, List<ForeignSession> foreign) {
    private static final int MOST = 5_000;
    private static final int PERMITTED = 2;
    private static final int SESSIONS = 3;

    static final String SCRIPT = String.join(
            ";",
            "BEGIN READ ONLY",
            CatalogQueries.ISOLATE,
            "SELECT pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')",
            // A physical copy of everything has no database of its own. Who has not logged in yet has no user.
            """
            SELECT pid,
                   (EXTRACT(EPOCH FROM backend_start) * 1000000)::pg_catalog.int8,
                   (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - backend_start) * 1000)::pg_catalog.int8,
                   usename, application_name, pg_catalog.host(client_addr), backend_type
            FROM pg_catalog.pg_stat_activity
            WHERE backend_type IN ('client backend', 'walsender') AND usesysid IS NOT NULL
              AND (datname = pg_catalog.current_database() OR (datname IS NULL AND backend_type = 'walsender'))
            ORDER BY backend_start
            LIMIT %d""".formatted(MOST + 1),
            "COMMIT");

    TargetSessions {
        foreign = List.copyOf(foreign);
    }

    /// Reads what [#SCRIPT] answered.
    ///
    /// @param now when the answer was there
    /// @throws DependencyUnavailable not everything could be seen
    static TargetSessions read(
            List<List<List<@Nullable String>>> results,
            Instant now,
            String address,
            OwnLogins logins,
            Observation observation)
            throws DependencyUnavailable {
        if (!"t".equals(results.get(PERMITTED).getFirst().getFirst())) {
            throw unseen("its role may not see other sessions: GRANT pg_read_all_stats to it");
        }
        List<List<@Nullable String>> rows = results.get(SESSIONS);
        if (rows.size() > MOST) {
            throw unseen("there are more than " + MOST + " sessions");
        }
        List<ForeignSession> foreign = new ArrayList<>();
        for (List<@Nullable String> row : rows) {
            ForeignSession session = session(row, now, observation);
            if (!logins.hold(address, session.process(), session.begun())) {
                foreign.add(session);
            }
        }
        return new TargetSessions(rows.size() - foreign.size(), foreign);
    }

    private static ForeignSession session(List<@Nullable String> row, Instant now, Observation observation) {
        String user = text(row, 3);
        String client = text(row, 5);
        return new ForeignSession(
                Integer.parseInt(text(row, 0)),
                Long.parseLong(text(row, 1)),
                now.minus(Duration.ofMillis(Long.parseLong(text(row, 2)))),
                user,
                text(row, 4),
                client,
                text(row, 6),
                observation.expects(user, client));
    }

    private static String text(List<@Nullable String> row, int column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }

    private static DependencyUnavailable unseen(String why) {
        return new DependencyUnavailable(Refusal.Dependency.TARGET, why);
    }
}
