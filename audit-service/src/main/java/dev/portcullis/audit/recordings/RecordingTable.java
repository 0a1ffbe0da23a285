// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.merkle.Digest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// The table of chunks. Rows are only ever added.
@Component
public final class RecordingTable {

    /// What became of chunks: those that are new, and those whose id is taken by other bytes.
    public record Added(List<Chunk> fresh, List<Chunk> conflicting) {}

    private final JdbcTemplate jdbc;

    RecordingTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds the chunks whose id is not taken yet.
    public Added insert(List<Chunk> chunks) {
        if (chunks.isEmpty()) {
            return new Added(List.of(), List.of());
        }
        int[] added = jdbc.batchUpdate(
                "INSERT INTO recording_chunk (chunk_id, session_id, number, body, body_sha256) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (chunk_id) DO NOTHING",
                chunks.stream()
                        .map(chunk -> new Object[] {
                            chunk.chunkId(),
                            chunk.sessionId(),
                            chunk.number(),
                            chunk.body().bytes(),
                            chunk.body().digest().bytes()
                        })
                        .toList());
        List<Chunk> fresh = new ArrayList<>();
        List<Chunk> conflicting = new ArrayList<>();
        for (int i = 0; i < added.length; i++) {
            if (added[i] != 0) {
                fresh.add(chunks.get(i));
            } else if (differs(chunks.get(i))) {
                conflicting.add(chunks.get(i));
            }
        }
        return new Added(fresh, conflicting);
    }

    private boolean differs(Chunk chunk) {
        List<Digest> stored = jdbc.query(
                "SELECT body_sha256 FROM recording_chunk WHERE chunk_id = ?",
                (row, _) -> Digest.of(row.getBytes(1)),
                chunk.chunkId());
        return stored.stream().anyMatch(digest -> !digest.equals(chunk.body().digest()));
    }
}
