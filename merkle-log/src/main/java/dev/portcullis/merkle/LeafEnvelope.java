// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;

/// The entry of one event. A record that could not be read as an event has an id that begins with
/// [#QUARANTINE_PREFIX], no session and the number 0.
///
/// @param eventId its id
/// @param commitment what [Salt#commit] gives for its exact bytes
/// @param sessionId the chain it belongs to
/// @param seq its number in the chain
/// @param salted whether there is a salt in the commitment; else it is the plain digest
public record LeafEnvelope(String eventId, Digest commitment, String sessionId, long seq, boolean salted)
        implements LeafEntry {

    /// What the ids of records that are no events begin with. No event id has a colon.
    public static final String QUARANTINE_PREFIX = "quarantine:";

    private static final int SALTED_VERSION = 2;

    public LeafEnvelope {
        if (eventId.isEmpty() || seq < 0) {
            throw new IllegalArgumentException("a leaf names its event and has a sequence number from 0");
        }
    }

    /// The entry of an event with these bytes.
    public static LeafEnvelope of(String eventId, byte[] event, Salt salt, String sessionId, long seq) {
        return new LeafEnvelope(eventId, salt.commit(event), sessionId, seq, !salt.isNone());
    }

    @Override
    public String leafId() {
        return eventId;
    }

    @Override
    public byte[] bytes() {
        StringBuilder json = new StringBuilder(160);
        json.append('{');
        if (salted) {
            json.append("\"commitment\":\"").append(commitment.hex()).append("\",");
        }
        json.append("\"event_id\":");
        CanonicalText.quote(json, eventId);
        json.append(",\"seq\":").append(seq).append(",\"session\":");
        CanonicalText.quote(json, sessionId);
        if (!salted) {
            json.append(",\"sha256\":\"").append(commitment.hex()).append('"');
        }
        json.append(",\"v\":").append(salted ? SALTED_VERSION : VERSION).append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
