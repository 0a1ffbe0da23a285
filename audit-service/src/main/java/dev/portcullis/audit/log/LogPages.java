// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.audit.LogPage;
import dev.portcullis.merkle.ChunkEnvelope;
import dev.portcullis.merkle.Digest;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// Reads the log in order, in pages bounded by number and by bytes.
@Component
class LogPages {

    static final int MAX_ENTRIES = 2_000;
    private static final int MAX_BYTES = 4 << 20;

    // What is gone leaves its leaf behind, and is handed out as nothing under its id.
    private static final String LEAVES =
            """
            FROM log_leaf AS l
            LEFT JOIN event AS e ON e.event_id = l.event_id
            LEFT JOIN recording_chunk AS c ON c.chunk_id = substr(l.event_id, %d) AND l.event_id LIKE '%s%%'
            WHERE l.leaf_index >= ? AND l.leaf_index < ? ORDER BY l.leaf_index""".formatted(ChunkEnvelope.LEAF_ID_PREFIX.length() + 1, ChunkEnvelope.LEAF_ID_PREFIX);
    private static final String COLUMNS = """
            SELECT l.leaf_index, l.event_id, l.leaf_hash, coalesce(e.chain_id, c.session_id, '') AS session,
                   coalesce(e.seq, c.number, 0) AS seq, e.prev,
                   coalesce(e.kind, CASE WHEN c.chunk_id IS NULL THEN '' ELSE 'recording' END) AS kind,
                   coalesce(e.class_uid, 0) AS class_uid, e.occurred_at, coalesce(e.body, c.body, '') AS body,
                   coalesce(e.body_sha256, c.body_sha256, '') AS sha256
            """;
    private static final RowMapper<LogPage.Entry> ENTRY = (row, _) -> new LogPage.Entry(
            row.getLong("leaf_index"),
            row.getString("event_id"),
            row.getString("session"),
            row.getLong("seq"),
            hex(row.getBytes("prev")),
            hex(row.getBytes("leaf_hash")),
            Base64.getEncoder().encodeToString(row.getBytes("body")),
            row.getString("kind"),
            row.getLong("class_uid"),
            time(row.getTimestamp("occurred_at")),
            hex(row.getBytes("sha256")));

    private final JdbcTemplate jdbc;

    LogPages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    LogPage read(long from, int limit) {
        // Where the bytes run out is found from the lengths first, so that no page is larger than it may be.
        List<Integer> lengths = jdbc.query(
                "SELECT coalesce(length(e.body), length(c.body), 0) " + LEAVES,
                (row, _) -> row.getInt(1),
                from,
                from + limit);
        int fitting = fitting(lengths);
        List<LogPage.Entry> entries = new ArrayList<>(jdbc.query(COLUMNS + LEAVES, ENTRY, from, from + fitting));
        boolean more = !lengths.isEmpty() && (fitting < lengths.size() || lengths.size() == limit);
        return new LogPage(entries, more ? from + fitting : null);
    }

    private static int fitting(List<Integer> lengths) {
        long bytes = 0;
        for (int i = 0; i < lengths.size(); i++) {
            bytes += lengths.get(i);
            if (bytes > MAX_BYTES && i > 0) {
                return i;
            }
        }
        return lengths.size();
    }

    private static String hex(byte @Nullable [] bytes) {
        return HexFormat.of().formatHex(bytes == null ? new byte[Digest.LENGTH] : bytes);
    }

    private static String time(@Nullable Timestamp time) {
        return time == null ? "" : time.toInstant().toString();
    }
}
