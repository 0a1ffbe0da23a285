// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LeafEnvelope;
import dev.portcullis.merkle.LoggedLeaf;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Events of which the database says that their time is over, believed only as far as the events and their leaves say
/// it too: with an altered row nothing is swept under the carpet.
@Component
class ExpirableEvents {

    /// Few enough that their bytes fit into memory, whatever their sizes.
    private static final int AT_ONCE = 500;

    private static final String OLDEST = """
            SELECT leaf_index, leaf_hash, event_id, chain_id, seq, body, salt, occurred_at,
                   now() - (SELECT keep FROM retention_class WHERE name = 'events') AS cutoff
            FROM expirable_event WHERE (occurred_at, leaf_index) > (?::timestamptz, ?)
            ORDER BY occurred_at, leaf_index LIMIT %d""".formatted(AT_ONCE);

    /// One of them.
    ///
    /// @param sound whether its bytes are those that were logged, and say that they are old
    record Candidate(long leaf, String occurredAt, boolean sound) {}

    private final JdbcTemplate jdbc;

    ExpirableEvents(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// The oldest ones behind this one; null for the first.
    List<Candidate> after(@Nullable Candidate last) {
        return jdbc.query(
                OLDEST,
                (row, _) -> {
                    Salt salt = Salt.of(row.getBytes("salt"));
                    LeafEnvelope entry = LeafEnvelope.of(
                            row.getString("event_id"),
                            row.getBytes("body"),
                            salt,
                            row.getString("chain_id"),
                            row.getLong("seq"));
                    boolean logged = entry.leafHash().equals(Digest.of(row.getBytes("leaf_hash")));
                    Instant cutoff = row.getTimestamp("cutoff").toInstant();
                    return new Candidate(
                            row.getLong("leaf_index"),
                            row.getString("occurred_at"),
                            logged && isOld(entry, row.getBytes("body"), salt, cutoff));
                },
                last == null ? "-infinity" : last.occurredAt(),
                last == null ? -1 : last.leaf());
    }

    private static boolean isOld(LeafEnvelope entry, byte[] body, Salt salt, Instant cutoff) {
        if (entry.eventId().startsWith(LeafEnvelope.QUARANTINE_PREFIX)) {
            return true;
        }
        try {
            return Instant.parse(LoggedLeaf.ofEvent(body, salt).columns().time())
                    .isBefore(cutoff);
        } catch (NoteException _) {
            return false;
        }
    }
}
