// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.log.EventBytes;
import dev.portcullis.audit.storage.ObjectName;
import dev.portcullis.audit.storage.ObjectStore;
import dev.portcullis.merkle.ChunkEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Seals chunks and stores them: their rows here, their bytes as objects. Both are only ever added.
@Component
public final class RecordingTable {

    /// What became of chunks: the leaves of those that are new, and those whose id is taken by other bytes.
    public record Added(List<ChunkEnvelope> fresh, List<Chunk> conflicting) {}

    private record Sealed(Chunk chunk, EventBytes bytes) {

        StoredChunk stored() {
            return new StoredChunk(chunk.place(), bytes.digest(), true, false);
        }
    }

    private final JdbcTemplate jdbc;
    private final RecordingKeys keys;
    private final ObjectStore objects;
    private final RecordingChunks chunks;
    private final OpenedChunks opened;

    RecordingTable(
            JdbcTemplate jdbc, RecordingKeys keys, ObjectStore objects, RecordingChunks chunks, OpenedChunks opened) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.objects = objects;
        this.chunks = chunks;
        this.opened = opened;
    }

    /// Adds the chunks whose id is not taken yet.
    public Added insert(List<Chunk> came) {
        if (came.isEmpty()) {
            return new Added(List.of(), List.of());
        }
        List<Sealed> sealed = seal(came);
        int[] added = jdbc.batchUpdate(
                "INSERT INTO recording_chunk (chunk_id, session_id, number, body_sha256, sealed)"
                        + " VALUES (?, ?, ?, ?, true) ON CONFLICT (chunk_id) DO NOTHING",
                sealed.stream().map(RecordingTable::row).toList());
        Map<ObjectName, byte[]> bytes = new HashMap<>();
        List<ChunkEnvelope> fresh = new ArrayList<>();
        List<Chunk> known = new ArrayList<>();
        for (int i = 0; i < added.length; i++) {
            Sealed one = sealed.get(i);
            if (added[i] != 0) {
                bytes.put(one.stored().object(), one.bytes.bytes());
                fresh.add(one.stored().leaf());
            } else {
                known.add(one.chunk);
            }
        }
        objects.putAll(bytes);
        return new Added(fresh, known.stream().filter(this::differs).toList());
    }

    private List<Sealed> seal(List<Chunk> came) {
        Map<String, DataKey> sealing =
                keys.sealing(came.stream().map(Chunk::sessionId).collect(Collectors.toSet()));
        List<Sealed> sealed = new ArrayList<>();
        for (Chunk chunk : came) {
            DataKey key = Objects.requireNonNull(sealing.get(chunk.sessionId()), "a key for every session");
            byte[] bytes = key.seal(chunk.place(), chunk.body().bytes());
            sealed.add(new Sealed(chunk, EventBytes.of(bytes)));
        }
        return sealed;
    }

    private static Object[] row(Sealed sealed) {
        return new Object[] {
            sealed.chunk.chunkId(),
            sealed.chunk.sessionId(),
            sealed.chunk.number(),
            sealed.bytes.digest().bytes()
        };
    }

    // What cannot be opened any more cannot be compared either.
    private boolean differs(Chunk chunk) {
        StoredChunk stored = chunks.byId(chunk.chunkId())
                .orElseThrow(() -> new IllegalStateException("rows of recording_chunk are never deleted"));
        if (!stored.place().equals(chunk.place())) {
            return true;
        }
        return switch (opened.stored(stored, keys.find(chunk.sessionId()))) {
            case OpenedChunks.Content.Plain(var content) ->
                !Arrays.equals(content.bytes(), chunk.body().bytes());
            case OpenedChunks.Content.Altered _, OpenedChunks.Content.Locked _ -> false;
        };
    }
}
