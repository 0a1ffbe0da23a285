// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.storage.ObjectName;
import dev.portcullis.merkle.ChunkEnvelope;
import dev.portcullis.merkle.Digest;

/// A chunk as the table has it.
///
/// @param place which chunk
/// @param digest the digest of its stored bytes, which names their object
/// @param sealed whether they are sealed; chunks from before recordings were are not
/// @param expired whether they were given up
record StoredChunk(ChunkPlace place, Digest digest, boolean sealed, boolean expired) {

    /// Its leaf of the log, if the stored bytes have this digest.
    ChunkEnvelope leaf() {
        return new ChunkEnvelope(place.chunkId(), digest, place.sessionId(), place.number(), sealed);
    }

    ObjectName object() {
        return ObjectName.of(place.sessionId(), digest);
    }
}
