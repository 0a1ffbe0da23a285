// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.merkle.ChunkEnvelope;
import dev.portcullis.merkle.Digest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/// A stored chunk, for replay. Never written through here.
@Entity
@Immutable
@Table(name = "recording_chunk")
class RecordingChunk {

    @Id
    @Column(name = "chunk_id")
    private String chunkId = "";

    @Column(name = "session_id")
    private String sessionId = "";

    private int number;

    private byte[] body = {};

    protected RecordingChunk() {}

    /// The leaf that these bytes must have in the log.
    ChunkEnvelope leaf() {
        return new ChunkEnvelope(chunkId, Digest.sha256(body), sessionId, number);
    }

    int number() {
        return number;
    }

    byte[] body() {
        return body;
    }
}
