// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;

/// The entry of one event. A record that could not be read as an event has an id that begins with
/// [#QUARANTINE_PREFIX], no session and the number 0.
public record LeafEnvelope(String eventId, Digest eventDigest, String sessionId, long seq) implements LeafEntry {

    /// What the ids of records that are no events begin with. No event id has a colon.
    public static final String QUARANTINE_PREFIX = "quarantine:";

    public LeafEnvelope {
        if (eventId.isEmpty() || seq < 0) {
            throw new IllegalArgumentException("a leaf names its event and has a sequence number from 0");
        }
    }

    @Override
    public String leafId() {
        return eventId;
    }

    @Override
    public byte[] bytes() {
        StringBuilder json = new StringBuilder(160);
        json.append("{\"event_id\":");
        CanonicalText.quote(json, eventId);
        json.append(",\"seq\":").append(seq).append(",\"session\":");
        CanonicalText.quote(json, sessionId);
        json.append(",\"sha256\":\"")
                .append(eventDigest.hex())
                .append("\",\"v\":")
                .append(VERSION)
                .append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
