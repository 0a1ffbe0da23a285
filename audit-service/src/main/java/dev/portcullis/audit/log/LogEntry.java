// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LeafEnvelope;
import dev.portcullis.merkle.Salt;
import java.time.Instant;

/// One event on its way into the log.
///
/// @param eventId its id, unique for ever
/// @param chainId the chain it belongs to, for most events the session; empty for a quarantined record
/// @param seq its number in the chain; 0 for a quarantined record
/// @param prev the digest of the event before it, as the event itself says
/// @param kind what it reports, in the words of `AuditKind`
/// @param classUid the OCSF class
/// @param occurredAt when it happened, as the event says
/// @param body its exact bytes
/// @param salt what its leaf is made with beside them
/// @param source where it came from, for example `portcullis.audit.v1/3@1042`
public record LogEntry(
        String eventId,
        String chainId,
        long seq,
        Digest prev,
        String kind,
        int classUid,
        Instant occurredAt,
        EventBytes body,
        Salt salt,
        String source) {

    /// Its leaf.
    public LeafEnvelope leaf() {
        return LeafEnvelope.of(eventId, body.bytes(), salt, chainId, seq);
    }
}
