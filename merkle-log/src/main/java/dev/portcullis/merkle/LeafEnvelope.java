// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;

/// What the tree holds of one event: not the event, but which one it is and the digest of its exact bytes.
/// Small, so that it fits into an entry of any tile server, and the event can one day be erased without
/// breaking a proof.
///
/// The bytes are canonical JSON (RFC 8785): members sorted, no white space, shortest escapes.
public record LeafEnvelope(String eventId, Digest eventDigest, String sessionId, long seq) {

    /// The version of this envelope. Another way to commit to the event (a salted digest) gets another number.
    public static final int VERSION = 1;

    public LeafEnvelope {
        if (eventId.isEmpty() || seq < 0) {
            throw new IllegalArgumentException("a leaf names its event and has a sequence number from 0");
        }
    }

    /// The entry of the log.
    public byte[] bytes() {
        StringBuilder json = new StringBuilder(160);
        json.append("{\"event_id\":");
        quote(json, eventId);
        json.append(",\"seq\":").append(seq).append(",\"session\":");
        quote(json, sessionId);
        json.append(",\"sha256\":\"")
                .append(eventDigest.hex())
                .append("\",\"v\":")
                .append(VERSION)
                .append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The hash under which the entry stands in the tree.
    public Digest leafHash() {
        return TreeHashing.leaf(bytes());
    }

    private static void quote(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) {
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
