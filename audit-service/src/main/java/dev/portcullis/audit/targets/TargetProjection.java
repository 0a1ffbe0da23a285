// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.targets;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Keeps what is to be compared in step with the log, in the transaction that stores the events.
@Component
public final class TargetProjection {

    /// One event, as far as it matters here.
    public record Step(String chainId, String eventId, TargetFact fact) {}

    private record Login(String chainId, TargetFact.Connected login) {}

    private record Foreign(String eventId, String connection, String address, TargetFact.Seen session) {}

    private static final String LOGIN = """
            INSERT INTO target_login (address, process, opened_at, ready_at, chain_id, connection, purpose)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String FOREIGN = """
            INSERT INTO target_session (address, process, begun_micros, begun_at, connection, database_user, application,
                                        client, kind, event_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String OBSERVED = """
            INSERT INTO target_observation (connection, address, observed_at) VALUES (?, ?, now())
            ON CONFLICT (connection, address) DO UPDATE SET observed_at = now(), overdue = false""";

    private static final int ROWS_AT_ONCE = 500;

    private final JdbcTemplate jdbc;

    TargetProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Applies new events. Rows in one order always, so that two instances wait for each other at most one
    /// way.
    public void apply(List<Step> steps) {
        List<Login> logins = new ArrayList<>();
        List<Foreign> foreign = new ArrayList<>();
        List<TargetFact.Observed> observed = new ArrayList<>();
        for (Step step : steps) {
            switch (step.fact()) {
                case TargetFact.Connected login -> logins.add(new Login(step.chainId(), login));
                case TargetFact.Observed seen -> {
                    observed.add(seen);
                    seen.sessions().stream()
                            .filter(session -> !session.expected())
                            .forEach(session -> foreign.add(
                                    new Foreign(step.eventId(), seen.connection(), seen.address(), session)));
                }
                case TargetFact.Blind _, TargetFact.None _ -> {
                    // Nothing to compare; that nothing was seen is reported where it arrives.
                }
            }
        }
        insertLogins(logins);
        insertForeign(foreign);
        observed.stream()
                .sorted(Comparator.comparing(TargetFact.Observed::connection)
                        .thenComparing(TargetFact.Observed::address))
                .forEach(seen -> jdbc.update(OBSERVED, seen.connection(), seen.address()));
    }

    private void insertLogins(List<Login> logins) {
        logins.sort(Comparator.comparing((Login one) -> one.login().address())
                .thenComparing(one -> one.login().ready())
                .thenComparingLong(one -> one.login().process()));
        jdbc.batchUpdate(LOGIN, logins, ROWS_AT_ONCE, (row, one) -> {
            TargetFact.Connected login = one.login();
            row.setString(1, login.address());
            row.setLong(2, login.process());
            row.setTimestamp(3, at(login.opened()));
            row.setTimestamp(4, at(login.ready()));
            row.setString(5, one.chainId());
            row.setString(6, login.connection());
            row.setString(7, login.purpose());
        });
    }

    private void insertForeign(List<Foreign> foreign) {
        foreign.sort(Comparator.comparing(Foreign::address)
                .thenComparingLong(one -> one.session().process())
                .thenComparingLong(one -> one.session().begunMicros()));
        jdbc.batchUpdate(FOREIGN, foreign, ROWS_AT_ONCE, (row, one) -> {
            TargetFact.Seen session = one.session();
            row.setString(1, one.address());
            row.setLong(2, session.process());
            row.setLong(3, session.begunMicros());
            row.setTimestamp(4, at(session.begun()));
            row.setString(5, one.connection());
            row.setString(6, session.user());
            row.setString(7, session.application());
            row.setString(8, session.client());
            row.setString(9, session.kind());
            row.setString(10, one.eventId());
        });
    }

    private static Timestamp at(Instant instant) {
        return Timestamp.from(instant);
    }
}
