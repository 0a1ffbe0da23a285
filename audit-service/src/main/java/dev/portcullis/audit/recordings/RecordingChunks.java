// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.merkle.Digest;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// Looks chunks up.
@Component
class RecordingChunks {

    private static final String SELECT =
            "SELECT chunk_id, session_id, number, body_sha256, sealed, expired FROM recording_chunk";
    private static final RowMapper<StoredChunk> CHUNK = (row, _) -> new StoredChunk(
            new ChunkPlace(row.getString(1), row.getString(2), row.getInt(3)),
            Digest.of(row.getBytes(4)),
            row.getBoolean(5),
            row.getBoolean(6));

    private final JdbcTemplate jdbc;

    RecordingChunks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// The chunks of a session in the order of replay.
    List<StoredChunk> inOrder(String sessionId) {
        return jdbc.query(SELECT + " WHERE session_id = ? ORDER BY number, chunk_id", CHUNK, sessionId);
    }

    Optional<StoredChunk> byId(String chunkId) {
        return jdbc.query(SELECT + " WHERE chunk_id = ?", CHUNK, chunkId).stream()
                .findFirst();
    }

    /// How many there should be, as the end of the session said; 0 while it runs.
    long expected(String sessionId) {
        return jdbc.queryForList("SELECT chunks FROM session WHERE id = ?", Long.class, sessionId).stream()
                .findFirst()
                .orElse(0L);
    }
}
