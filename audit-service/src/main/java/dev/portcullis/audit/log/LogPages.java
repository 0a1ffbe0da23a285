// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.audit.storage.ObjectName;
import dev.portcullis.audit.storage.ObjectStore;
import dev.portcullis.contracts.audit.LogPage;
import dev.portcullis.merkle.ChunkEnvelope;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.StoredLeaf;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads the log in order, in pages bounded by number and by bytes.
@Component
class LogPages {

    static final int MAX_ENTRIES = 2_000;
    private static final int MAX_BYTES = 4 << 20;

    // What is gone leaves its leaf behind, and is handed out as nothing under its id.
    private static final String ROWS = """
            SELECT l.leaf_index, l.event_id, l.leaf_hash, coalesce(e.chain_id, c.session_id, '') AS session,
                   coalesce(e.seq, c.number, 0) AS seq, e.prev,
                   coalesce(e.kind, CASE WHEN c.expired THEN '%s' WHEN c.sealed THEN '%s' ELSE '%s' END) AS kind,
                   coalesce(e.class_uid, 0) AS class_uid, e.occurred_at, length(e.body) AS length,
                   coalesce(e.body_sha256, c.body_sha256) AS sha256, e.salt, c.chunk_id IS NOT NULL AS is_chunk
            FROM log_leaf AS l
            LEFT JOIN event AS e ON e.event_id = l.event_id
            LEFT JOIN recording_chunk AS c ON c.chunk_id = substr(l.event_id, %d) AND l.event_id LIKE '%s%%'
            WHERE l.leaf_index >= ? AND l.leaf_index < ? ORDER BY l.leaf_index""".formatted(
                    StoredLeaf.EXPIRED_KIND,
                    ChunkEnvelope.SEALED_KIND,
                    ChunkEnvelope.OPEN_KIND,
                    ChunkEnvelope.LEAF_ID_PREFIX.length() + 1,
                    ChunkEnvelope.LEAF_ID_PREFIX);

    /// A leaf with what the store says about it, before its bytes are there.
    private record Row(
            LogPage.Entry entry, long length, @Nullable ObjectName object) {

        static Row of(ResultSet row) throws SQLException {
            String session = row.getString("session");
            byte @Nullable [] digest = row.getBytes("sha256");
            boolean chunk = row.getBoolean("is_chunk");
            LogPage.Entry entry = new LogPage.Entry(
                    row.getLong("leaf_index"),
                    row.getString("event_id"),
                    session,
                    row.getLong("seq"),
                    hex(row.getBytes("prev")),
                    hex(row.getBytes("leaf_hash")),
                    "",
                    digest == null ? "" : row.getString("kind"),
                    row.getLong("class_uid"),
                    time(row.getTimestamp("occurred_at")),
                    digest == null ? "" : HexFormat.of().formatHex(digest),
                    row.getBytes("salt") == null ? "" : HexFormat.of().formatHex(row.getBytes("salt")));
            ObjectName object = chunk && digest != null ? ObjectName.of(session, Digest.of(digest)) : null;
            return new Row(entry, row.getLong("length"), object);
        }

        LogPage.Entry with(byte[] bytes) {
            return new LogPage.Entry(
                    entry.index(),
                    entry.eventId(),
                    entry.session(),
                    entry.seq(),
                    entry.prev(),
                    entry.leafHash(),
                    Base64.getEncoder().encodeToString(bytes),
                    entry.kind(),
                    entry.classUid(),
                    entry.time(),
                    entry.sha256(),
                    entry.salt());
        }
    }

    private final JdbcTemplate jdbc;
    private final ObjectStore objects;
    private final TransactionTemplate snapshot;

    LogPages(JdbcTemplate jdbc, ObjectStore objects, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.objects = objects;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    LogPage read(long from, int limit) {
        // Of one moment: an entry that expires meanwhile must not lose its bytes between two looks at it.
        return Objects.requireNonNull(snapshot.execute(_ -> page(from, limit)));
    }

    private LogPage page(long from, int limit) {
        List<Row> rows = jdbc.query(ROWS, (row, _) -> Row.of(row), from, from + limit);
        List<LogPage.Entry> entries = new ArrayList<>();
        Map<String, byte[]> events = events(rows);
        ObjectsAhead chunks = new ObjectsAhead(
                objects, rows.stream().map(Row::object).filter(Objects::nonNull).toList());
        long bytes = 0;
        for (Row row : rows) {
            byte[] content = row.object() == null ? events.get(row.entry().eventId()) : chunks.get(row.object());
            bytes += content == null ? row.length() : content.length;
            if (bytes > MAX_BYTES && !entries.isEmpty()) {
                break;
            }
            entries.add(row.with(content == null ? new byte[0] : content));
        }
        boolean more = entries.size() < rows.size() || (!rows.isEmpty() && rows.size() == limit);
        return new LogPage(entries, more ? from + entries.size() : null);
    }

    // Where the bytes run out is found from the lengths first, so that no page is larger than it may be.
    private Map<String, byte[]> events(List<Row> rows) {
        List<String> fitting = new ArrayList<>();
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.length();
            if (bytes > MAX_BYTES && !fitting.isEmpty()) {
                break;
            }
            if (row.object() == null) {
                fitting.add(row.entry().eventId());
            }
        }
        Map<String, byte[]> events = new HashMap<>();
        jdbc.query(
                "SELECT event_id, body FROM event WHERE event_id = ANY (?)",
                row -> {
                    events.put(row.getString(1), row.getBytes(2));
                },
                (Object) fitting.toArray(String[]::new));
        return events;
    }

    private static String hex(byte @Nullable [] bytes) {
        return HexFormat.of().formatHex(bytes == null ? new byte[Digest.LENGTH] : bytes);
    }

    private static String time(@Nullable Timestamp time) {
        return time == null ? "" : time.toInstant().toString();
    }
}
