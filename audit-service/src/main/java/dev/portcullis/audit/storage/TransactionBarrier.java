// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import java.time.Duration;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/// Waits, without a lock, until every transaction of the database that writes now has ended. New ones may begin
/// meanwhile and are not waited for.
final class TransactionBarrier {

    private static final int LOOKS = 50;
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final JdbcTemplate jdbc;

    TransactionBarrier(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether they have all ended; false if one of them goes on for longer than a few seconds.
    boolean passed() {
        // A number of its own, which every transaction that has written before is below. The upper end of a snapshot
        // would not do: it follows the last transaction that has ended, and those that go on may be above it.
        long own = number("SELECT pg_current_xact_id()::text::bigint");
        for (int look = 0; look < LOOKS; look++) {
            if (number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > own) {
                return true;
            }
            try {
                Thread.sleep(BETWEEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private long number(String sql) {
        return Objects.requireNonNull(jdbc.queryForObject(sql, Long.class), "a function that gives a number");
    }
}
