// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;

/// The entry of one chunk of a session's recording.
///
/// @param chunkId its id, unique for ever
/// @param chunkDigest the digest of its stored bytes
/// @param sessionId the session it belongs to
/// @param number its place in the recording, from 1
/// @param sealed whether the stored bytes are sealed with a key, so that their digest says nothing about what was
/// recorded; else they are as they came over Kafka
public record ChunkEnvelope(String chunkId, Digest chunkDigest, String sessionId, long number, boolean sealed)
        implements LeafEntry {

    /// What the ids of these leaves begin with. No event id has a colon.
    public static final String LEAF_ID_PREFIX = "recording:";

    /// What the store says a chunk is whose bytes are as they came.
    public static final String OPEN_KIND = "recording";

    /// What it says of a sealed one.
    public static final String SEALED_KIND = "recording.sealed";

    private static final int SEALED_VERSION = 2;

    public ChunkEnvelope {
        if (chunkId.isEmpty() || number < 1) {
            throw new IllegalArgumentException("a leaf names its chunk, whose number is 1 or more");
        }
    }

    /// What the store says it is.
    public String kind() {
        return sealed ? SEALED_KIND : OPEN_KIND;
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
                .append(sealed ? SEALED_VERSION : VERSION)
                .append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
