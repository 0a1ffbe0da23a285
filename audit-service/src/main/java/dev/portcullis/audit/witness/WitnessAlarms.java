// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.witness;

import dev.portcullis.audit.log.IntegrityFindings;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Which alarms about witnesses stand, and since when there is no quorum. In the database: one alarm is one finding,
/// however many instances there are and however often they are started.
@Component
class WitnessAlarms {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final IntegrityFindings findings;
    private final Clock clock;

    WitnessAlarms(JdbcTemplate jdbc, TransactionTemplate transaction, IntegrityFindings findings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.findings = findings;
        this.clock = clock;
    }

    /// Raises it with its finding, unless it stands already.
    ///
    /// @return whether it is new
    boolean raise(String what, String type, String title, Map<String, Object> particulars) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            boolean fresh = jdbc.update(
                            "INSERT INTO witness_alarm (what, raised_at) VALUES (?, ?) ON CONFLICT (what) DO NOTHING",
                            what,
                            now())
                    == 1;
            if (fresh) {
                findings.raise(type, title, particulars);
            }
            return fresh;
        }));
    }

    /// It is over; the next one is another.
    void over(String what) {
        jdbc.update("DELETE FROM witness_alarm WHERE what = ?", what);
    }

    /// When a quorum last saw the log grow, as far as any instance knows.
    Instant quorumReached() {
        jdbc.update("INSERT INTO witness_quorum (reached_at) VALUES (?) ON CONFLICT DO NOTHING", now());
        return Objects.requireNonNull(jdbc.queryForObject("SELECT reached_at FROM witness_quorum", Timestamp.class))
                .toInstant();
    }

    /// One sees it now.
    void reachQuorum() {
        jdbc.update(
                "INSERT INTO witness_quorum (reached_at) VALUES (?)"
                        + " ON CONFLICT (only_row) DO UPDATE SET reached_at = greatest(witness_quorum.reached_at, EXCLUDED.reached_at)",
                now());
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
