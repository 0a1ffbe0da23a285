// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;

/// The entry of one chunk of a session's recording.
///
/// @param chunkId its id, unique for ever
/// @param chunkDigest the digest of its exact bytes, as they came over Kafka
/// @param sessionId the session it belongs to
/// @param number its place in the recording, from 1
public record ChunkEnvelope(String chunkId, Digest chunkDigest, String sessionId, long number) implements LeafEntry {

    /// What the ids of these leaves begin with. No event id has a colon.
    public static final String LEAF_ID_PREFIX = "recording:";

    public ChunkEnvelope {
        if (chunkId.isEmpty() || number < 1) {
            throw new IllegalArgumentException("a leaf names its chunk, whose number is 1 or more");
        }
    }

    @Override
    public String leafId() {
        return LEAF_ID_PREFIX + chunkId;
    }

    @Override
    public byte[] bytes() {
        StringBuilder json = new StringBuilder(160);
        json.append("{\"chunk_id\":");
        CanonicalText.quote(json, chunkId);
        json.append(",\"number\":").append(number).append(",\"session\":");
        CanonicalText.quote(json, sessionId);
        json.append(",\"sha256\":\"")
                .append(chunkDigest.hex())
                .append("\",\"v\":")
                .append(VERSION)
                .append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
