// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of `GET /v1/log/entries`: events in the order of the log.
///
/// @param items the entries, without a gap
/// @param next the index to ask for next; absent when this was all there is now
public record LogPage(List<Entry> items, @Nullable Long next) {

    public LogPage {
        items = List.copyOf(items);
    }

    /// One event, recording chunk or quarantined record with its place in the log. Nothing in it is to be believed
    /// before it was verified.
    ///
    /// @param index where it stands in the log, from 0
    /// @param eventId the id of the event; `recording:` and the id of a chunk; `quarantine:` and where a record lay
    /// @param session the chain it belongs to; empty for a quarantined record
    /// @param seq its number in the chain, or of the chunk
    /// @param prev the digest of the event before it in the chain, 64 hexadecimal digits
    /// @param leafHash the hash under which it stands in the tree, 64 hexadecimal digits
    /// @param event its exact bytes in Base64; empty if they are gone
    /// @param kind what the event reports
    /// @param classUid its OCSF class; 0 if it is no event
    /// @param time when it happened; empty for a chunk
    /// @param sha256 the digest of its bytes as the store has it, 64 hexadecimal digits; of an event
    /// that expired what is left instead
    /// @param salt what the leaf of an event was made with beside its bytes, 64 hexadecimal digits; empty if
    /// there is none
    public record Entry(
            long index,
            String eventId,
            String session,
            long seq,
            String prev,
            String leafHash,
            String event,
            String kind,
            long classUid,
            String time,
            String sha256,
            String salt) {}
}
