// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import java.util.List;
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

    /// Moves all of them on, unless somebody else has taken one of the partitions or moved it.
    void advance(List<Move> moves) {
        int moved = jdbc.update(
                """
                UPDATE kafka_offset AS o SET next_offset = m.next
                FROM unnest(?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[])
                     AS m (topic, partition, expected, next, epoch)
                WHERE o.topic = m.topic AND o.partition = m.partition
                  AND o.next_offset = m.expected AND o.epoch = m.epoch""",
                moves.stream().map(Move::topic).toArray(String[]::new),
                moves.stream().map(Move::partition).toArray(Integer[]::new),
                moves.stream().map(Move::expected).toArray(Long[]::new),
                moves.stream().map(Move::next).toArray(Long[]::new),
                moves.stream().map(Move::epoch).toArray(Long[]::new));
        if (moved != moves.size()) {
            throw new FencedException("a partition of " + moves + " belongs to another instance now");
        }
    }
}
