// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.heartbeats;

import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.HeartbeatStatement;
import dev.portcullis.merkle.HeartbeatStatement.Kept;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/// The tables that are compared. Times are the database's, so that instances agree.
final class LifeTables {

    // Nobody signs a start, so it only says that there is a gateway to be heard of: it does not stand for hearing it.
    private static final String STARTED = """
            INSERT INTO gateway_life (gateway, chain_id, said_at) VALUES (?, ?, ?)
            ON CONFLICT (gateway) DO UPDATE
            SET chain_id = EXCLUDED.chain_id, said_at = EXCLUDED.said_at, heard_at = now(), stopped = false
            WHERE gateway_life.stopped AND gateway_life.said_at <= EXCLUDED.said_at""";

    // A gateway's last word before it was started again may come after its first word since.
    private static final String HEARD = """
            INSERT INTO gateway_life (gateway, chain_id, said_at, stopped) VALUES (?, ?, ?, ?)
            ON CONFLICT (gateway) DO UPDATE
            SET chain_id = EXCLUDED.chain_id, said_at = EXCLUDED.said_at, heard_at = now(), stopped = EXCLUDED.stopped
            WHERE gateway_life.said_at <= EXCLUDED.said_at""";

    private static final String STORED = """
            EXISTS (SELECT FROM event e WHERE e.chain_id = c.chain_id AND e.chain_id <> '' AND e.seq = c.seq
                    AND e.body_sha256 = c.head)""";

    private static final String CLAIM = """
            INSERT INTO chain_claim (chain_id, seq, head, gateway, event_id)
            SELECT c.chain_id, c.seq, c.head, ?, ? FROM unnest(?::text[], ?::bigint[], ?::bytea[]) AS c (chain_id, seq, head)
            WHERE NOT %s ORDER BY 1, 2 ON CONFLICT DO NOTHING""".formatted(STORED);

    private static final String DUE = """
            SELECT c.chain_id, c.seq, c.head, c.gateway, c.event_id, %s AS stored,
                   coalesce((SELECT max(e.seq) FROM event e WHERE e.chain_id = c.chain_id AND e.chain_id <> ''), 0) AS reached,
                   EXISTS (SELECT FROM chain_claim r WHERE r.chain_id = c.chain_id AND r.raised) AS known
            FROM chain_claim c WHERE NOT c.raised AND c.claimed_at <= ?
            ORDER BY c.claimed_at, c.chain_id, c.seq LIMIT ? FOR UPDATE OF c SKIP LOCKED""".formatted(STORED);

    private static final String EXPLAINED = """
            DELETE FROM chain_claim c WHERE c.raised AND %s
            AND NOT EXISTS (SELECT FROM chain_claim o WHERE o.chain_id = c.chain_id AND o.seq > c.seq)
            RETURNING c.chain_id, c.seq, c.head, c.gateway, c.event_id, true, c.seq, true""".formatted(STORED);

    private static final String THIS_ONE = " WHERE chain_id = ? AND seq = ? AND head = ?";

    private final JdbcTemplate jdbc;

    LifeTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// A chain that has come so far, as its gateway says.
    ///
    /// @param stored whether the log has that event
    /// @param reached how far the chain is stored; 0 if nothing of it is
    /// @param known whether a finding says already that something of the chain is missing
    record Claim(
            String chainId,
            long seq,
            Digest head,
            String gateway,
            String eventId,
            boolean stored,
            long reached,
            boolean known) {}

    void started(String gateway, LogEntry entry) {
        jdbc.update(STARTED, gateway, entry.chainId(), Timestamp.from(entry.occurredAt()));
    }

    void heard(HeartbeatStatement said) {
        jdbc.update(
                HEARD,
                said.gateway(),
                said.place().chain(),
                Timestamp.from(Instant.ofEpochMilli(said.place().millis())),
                said.last() && said.part() == said.parts());
    }

    /// Remembers what it names and is not stored yet.
    void claim(HeartbeatStatement said, String eventId) {
        List<Kept> chains = said.chains();
        if (!chains.isEmpty()) {
            jdbc.update(
                    CLAIM,
                    said.gateway(),
                    eventId,
                    chains.stream().map(Kept::chain).toArray(String[]::new),
                    chains.stream().map(Kept::seq).toArray(Long[]::new),
                    chains.stream().map(kept -> kept.head().bytes()).toArray(byte[][]::new));
        }
    }

    /// What time the database has.
    Instant now() {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT clock_timestamp()", Timestamp.class))
                .toInstant();
    }

    /// Locks and gives claims that were made before then, and that nobody else judges.
    List<Claim> due(Instant before, int most) {
        return jdbc.query(DUE, (row, _) -> claim(row), Timestamp.from(before), most);
    }

    /// Forgets one that is stored.
    void forget(Claim claim) {
        jdbc.update(
                "DELETE FROM chain_claim" + THIS_ONE,
                claim.chainId(),
                claim.seq(),
                claim.head().bytes());
    }

    /// Remembers that one was raised, and of its chain no other than that.
    void raise(Claim claim) {
        jdbc.update("DELETE FROM chain_claim WHERE chain_id = ? AND seq < ? AND raised", claim.chainId(), claim.seq());
        jdbc.update(
                "UPDATE chain_claim SET raised = true" + THIS_ONE,
                claim.chainId(),
                claim.seq(),
                claim.head().bytes());
    }

    /// Forgets and gives those that were raised and are stored now, with nothing more of their chain to
    /// wait for.
    List<Claim> explained() {
        return jdbc.query(EXPLAINED, (row, _) -> claim(row));
    }

    /// The gateways of which nothing was heard since then, each once until it is heard again.
    List<String> nowSilent(Instant since) {
        return jdbc.query(
                "UPDATE gateway_life SET missed = heard_at WHERE missed IS NULL AND NOT stopped AND heard_at < ?"
                        + " RETURNING gateway",
                (row, _) -> row.getString(1),
                Timestamp.from(since));
    }

    /// The gateways that were missed and have been heard since.
    List<String> heardAgain() {
        return jdbc.query(
                "UPDATE gateway_life SET missed = NULL WHERE missed < heard_at RETURNING gateway",
                (row, _) -> row.getString(1));
    }

    /// How long nothing was heard of the gateway that is silent for longest, of those heard in the last
    /// hour; 0 if there is none.
    double longestSilence() {
        @Nullable
        Double seconds = jdbc.queryForObject(
                "SELECT extract(epoch FROM now() - min(heard_at)) FROM gateway_life"
                        + " WHERE NOT stopped AND heard_at > now() - interval '1 hour'",
                Double.class);
        return seconds == null ? 0 : seconds;
    }

    /// How many chains the log misses something of.
    long missing() {
        @Nullable
        Long count = jdbc.queryForObject("SELECT count(DISTINCT chain_id) FROM chain_claim WHERE raised", Long.class);
        return count == null ? 0 : count;
    }

    /// Drops what is too old to be of use.
    void forget(Duration keep) {
        jdbc.update(
                "DELETE FROM gateway_life WHERE (stopped OR missed IS NOT NULL) AND heard_at < now() - ? * interval '1 millisecond'",
                keep.toMillis());
        jdbc.update(
                "DELETE FROM chain_claim WHERE raised AND claimed_at < now() - ? * interval '1 millisecond'",
                keep.toMillis());
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                row.getString(1),
                row.getLong(2),
                Digest.of(row.getBytes(3)),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6),
                row.getLong(7),
                row.getBoolean(8));
    }
}
