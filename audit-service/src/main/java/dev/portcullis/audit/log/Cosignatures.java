// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.WitnessKey;
import dev.portcullis.merkle.WitnessPolicy;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// What witnesses said of the checkpoints of this log. Only what was verified comes in here.
@Component
public final class Cosignatures {

    private final JdbcTemplate jdbc;
    private final Checkpoints checkpoints;
    private final CheckpointTable table;
    private final WitnessPolicy policy;

    Cosignatures(JdbcTemplate jdbc, Checkpoints checkpoints, CheckpointTable table, WitnessPolicy policy) {
        this.jdbc = jdbc;
        this.checkpoints = checkpoints;
        this.table = table;
        this.policy = policy;
    }

    /// Keeps a cosignature of the checkpoint of this size, unless there is one by this witness.
    public void keep(long size, WitnessKey witness, WitnessKey.Cosignature cosignature) {
        jdbc.update(
                "INSERT INTO cosignature (origin, size, witness, line, cosigned_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (origin, size, witness) DO NOTHING",
                origin(),
                size,
                witness.name(),
                cosignature.line(),
                Timestamp.from(cosignature.time()));
    }

    /// The largest size that the witness is known to have cosigned; 0 if there is none.
    public long largest(WitnessKey witness) {
        Long size = jdbc.queryForObject(
                "SELECT coalesce(max(size), 0) FROM cosignature WHERE origin = ? AND witness = ?",
                Long.class,
                origin(),
                witness.name());
        return size == null ? 0 : size;
    }

    /// The note of the checkpoint of this size with all that was said of it.
    public String onto(String note, long size) {
        List<String> lines = jdbc.query(
                "SELECT line, witness, cosigned_at FROM cosignature WHERE origin = ? AND size = ? ORDER BY witness",
                (row, _) -> line(
                        row.getString(1), row.getString(2), row.getTimestamp(3).toInstant(), size),
                origin(),
                size);
        return note + String.join("", lines);
    }

    // Whether it is signed, whoever asks for the witness finds out; here, that what stands beside it is what it says.
    private static String line(String line, String witness, Instant at, long size) {
        String start = "— " + witness + " ";
        if (line.startsWith(start)) {
            try {
                byte[] blob = Base64.getDecoder()
                        .decode(line.substring(start.length()).strip());
                if (Instant.ofEpochSecond(ByteBuffer.wrap(blob).getLong(Integer.BYTES))
                        .equals(at)) {
                    return line;
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException _) {
                // Then it is none.
            }
        }
        throw new DamagedLogException("what witness " + witness + " said of " + size + " events is not what is stored");
    }

    /// The newest checkpoint that as many of the witnesses have seen as must.
    Optional<CheckpointTable.Stored> newestWitnessed() {
        if (policy.quorum() == 0) {
            return Optional.empty();
        }
        List<Long> sizes = jdbc.query(
                "SELECT size FROM cosignature WHERE origin = ? AND witness = ANY (?)"
                        + " GROUP BY size HAVING count(*) >= ? ORDER BY size DESC LIMIT 1",
                (row, _) -> row.getLong(1),
                origin(),
                policy.witnesses().stream().map(WitnessKey::name).toArray(String[]::new),
                policy.quorum());
        return sizes.stream().findFirst().flatMap(size -> table.at(origin(), size));
    }

    private String origin() {
        return checkpoints.verifier().name();
    }
}
