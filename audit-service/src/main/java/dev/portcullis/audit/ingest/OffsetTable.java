// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// How far each partition was read. Kept beside what was read, so that both move together.
@Component
class OffsetTable {

    /// Where a partition stands for the one who owns it now.
    record Position(long next, long epoch) {}

    /// One partition's step.
    record Move(String topic, int partition, long expected, long next, long epoch) {}

    private final JdbcTemplate jdbc;

    OffsetTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Takes a partition over. From the moment this commits, its former owner stores nothing more.
    Position claim(String topic, int partition, long firstOffset) {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                INSERT INTO kafka_offset (topic, partition, next_offset, epoch) VALUES (?, ?, ?, 1)
                ON CONFLICT (topic, partition) DO UPDATE SET epoch = kafka_offset.epoch + 1
                RETURNING next_offset, epoch""", (row, _) -> new Position(row.getLong(1), row.getLong(2)), topic, partition, firstOffset));
    }

    /// Moves on, unless somebody else has taken the partition or moved it.
    void advance(Move move) {
        int moved = jdbc.update(
                "UPDATE kafka_offset SET next_offset = ?"
                        + " WHERE topic = ? AND partition = ? AND next_offset = ? AND epoch = ?",
                move.next(),
                move.topic(),
                move.partition(),
                move.expected(),
                move.epoch());
        if (moved != 1) {
            throw new FencedException(move.topic() + "/" + move.partition() + " belongs to another instance now");
        }
    }
}
