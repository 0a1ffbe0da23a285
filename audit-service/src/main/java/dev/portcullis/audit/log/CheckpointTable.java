// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.NoteException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The checkpoints signed so far: one per size.
@Component
class CheckpointTable {

    /// A signed checkpoint.
    record Stored(long size, Digest root, String note, Instant signedAt) {}

    private final JdbcTemplate jdbc;

    CheckpointTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Stored> newest(String origin) {
        return query("ORDER BY size DESC LIMIT 1", origin);
    }

    Optional<Stored> at(String origin, long size) {
        return query("AND size = ?", origin, size);
    }

    /// Stores it unless there is one of this size already.
    void insert(String origin, Stored checkpoint) {
        jdbc.update(
                "INSERT INTO checkpoint (origin, size, root, note, signed_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (origin, size) DO NOTHING",
                origin,
                checkpoint.size(),
                checkpoint.root().bytes(),
                checkpoint.note(),
                Timestamp.from(checkpoint.signedAt()));
    }

    private Optional<Stored> query(String rest, Object... arguments) {
        List<Stored> found = jdbc.query(
                "SELECT size, root, note, signed_at FROM checkpoint WHERE origin = ? " + rest,
                (row, _) -> new Stored(
                        row.getLong(1),
                        Digest.of(row.getBytes(2)),
                        row.getString(3),
                        row.getTimestamp(4).toInstant()),
                arguments);
        found.forEach(CheckpointTable::requireWhatWasSigned);
        return found.stream().findFirst();
    }

    // What stands beside the note is what is looked for and proven by.
    private static void requireWhatWasSigned(Stored stored) {
        try {
            Checkpoint signed = Checkpoint.unverified(stored.note());
            if (signed.size() == stored.size() && signed.root().equals(stored.root())) {
                return;
            }
        } catch (NoteException _) {
            // Then it is none.
        }
        throw new DamagedLogException("the stored checkpoint of " + stored.size() + " events is not what was signed");
    }
}
