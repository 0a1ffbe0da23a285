// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.ChainHead;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.Salt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The table of events. Rows are only ever added.
@Component
public final class EventTable {

    // One statement for the whole batch: a round trip per event would cost more than the insert.
    private static final String INSERT = """
            INSERT INTO event (event_id, chain_id, seq, prev, kind, class_uid, occurred_at, body, body_sha256, salt)
            SELECT id, chain, seq, prev, kind, class, timestamptz 'epoch' + ms * interval '1 millisecond', body, sha,
                   salt
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::text[], ?::integer[], ?::bigint[], ?::bytea[],
                        ?::bytea[], ?::bytea[]) AS e (id, chain, seq, prev, kind, class, ms, body, sha, salt)
            ON CONFLICT (event_id) DO NOTHING
            RETURNING event_id""";

    private final JdbcTemplate jdbc;

    EventTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds events that are all new. If one of them is not, none is added and the transaction can only be rolled back.
    ///
    /// @throws org.springframework.dao.DuplicateKeyException if an event id is taken
    public void add(Collection<LogEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        CopyRows rows = new CopyRows(10);
        for (LogEntry entry : entries) {
            rows.row()
                    .text(entry.eventId())
                    .text(entry.chainId())
                    .int8(entry.seq())
                    .digest(entry.prev())
                    .text(entry.kind())
                    .int4(entry.classUid())
                    .timestamp(entry.occurredAt())
                    .bytes(entry.body().bytes())
                    .digest(entry.body().digest())
                    .bytes(entry.salt().bytes());
        }
        jdbc.execute((Connection connection) -> {
            rows.into(
                    connection,
                    "event (event_id, chain_id, seq, prev, kind, class_uid, occurred_at, body, body_sha256, salt)");
            return null;
        });
    }

    /// Adds the events whose id is not taken yet and says which those were.
    public Set<String> insert(Collection<LogEntry> entries) {
        if (entries.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.query(connection -> insertion(connection, entries), (row, _) -> row.getString(1)));
    }

    /// What is stored under an event id.
    ///
    /// @param digest the digest of its bytes, or what is left instead
    /// @param expired whether its bytes are gone, and with them the way to compare others
    public record Known(Digest digest, boolean expired) {

        /// Whether these may be its bytes.
        public boolean mayBe(EventBytes bytes) {
            return expired || digest.equals(bytes.digest());
        }
    }

    /// The stored events among these ids.
    public Map<String, Known> known(Collection<String> eventIds) {
        Map<String, Known> known = new HashMap<>();
        if (!eventIds.isEmpty()) {
            jdbc.query(
                    "SELECT event_id, body_sha256, kind = 'expired' FROM event WHERE event_id = ANY (?)",
                    row -> {
                        known.put(row.getString(1), new Known(Digest.of(row.getBytes(2)), row.getBoolean(3)));
                    },
                    (Object) eventIds.toArray(String[]::new));
        }
        return known;
    }

    /// The salt of an event's leaf; none if it has none, or none any more.
    public Salt salt(String eventId) {
        return jdbc
                .queryForList("SELECT salt FROM event WHERE event_id = ? AND salt IS NOT NULL", byte[].class, eventId)
                .stream()
                .map(Salt::of)
                .findFirst()
                .orElse(Salt.NONE);
    }

    /// How far each of these chains has come; a chain that is not there has no entry.
    public Map<String, ChainHead> heads(Collection<String> chainIds) {
        Map<String, ChainHead> heads = new HashMap<>();
        if (!chainIds.isEmpty()) {
            jdbc.query(
                    """
                    SELECT c.id, e.seq, e.body_sha256, e.kind = 'expired'
                    FROM unnest(?::text[]) AS c (id) CROSS JOIN LATERAL (
                      SELECT seq, body_sha256, kind FROM event
                      WHERE chain_id = c.id AND chain_id <> '' ORDER BY seq DESC LIMIT 1) AS e""",
                    row -> {
                        heads.put(
                                row.getString(1),
                                row.getBoolean(4)
                                        ? ChainHead.forgotten(row.getLong(2))
                                        : new ChainHead(row.getLong(2), Digest.of(row.getBytes(3))));
                    },
                    (Object) chainIds.toArray(String[]::new));
        }
        return heads;
    }

    private static PreparedStatement insertion(Connection connection, Collection<LogEntry> entries)
            throws SQLException {
        List<LogEntry> all = List.copyOf(entries);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        insert.setArray(1, connection.createArrayOf("text", column(all, LogEntry::eventId)));
        insert.setArray(2, connection.createArrayOf("text", column(all, LogEntry::chainId)));
        insert.setArray(3, connection.createArrayOf("bigint", column(all, LogEntry::seq)));
        insert.setArray(
                4,
                connection.createArrayOf(
                        "bytea", bytes(all, entry -> entry.prev().bytes())));
        insert.setArray(5, connection.createArrayOf("text", column(all, LogEntry::kind)));
        insert.setArray(6, connection.createArrayOf("integer", column(all, LogEntry::classUid)));
        insert.setArray(
                7,
                connection.createArrayOf(
                        "bigint", column(all, entry -> entry.occurredAt().toEpochMilli())));
        insert.setArray(
                8,
                connection.createArrayOf(
                        "bytea", bytes(all, entry -> entry.body().bytes())));
        insert.setArray(
                9,
                connection.createArrayOf(
                        "bytea", bytes(all, entry -> entry.body().digest().bytes())));
        insert.setArray(
                10,
                connection.createArrayOf(
                        "bytea", bytes(all, entry -> entry.salt().bytes())));
        return insert;
    }

    private static Object[] column(List<LogEntry> entries, Function<LogEntry, Object> field) {
        return entries.stream().map(field).toArray();
    }

    private static byte[][] bytes(List<LogEntry> entries, Function<LogEntry, byte[]> field) {
        return entries.stream().map(field).toArray(byte[][]::new);
    }
}
