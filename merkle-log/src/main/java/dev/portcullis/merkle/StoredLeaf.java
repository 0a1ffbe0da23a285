// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// One event as the log's store hands it out. Nothing in it is believed before [LogVerifier] has checked it.
///
/// @param index where it stands in the log
/// @param event the exact bytes of the event
/// @param leafHash the leaf hash that the store keeps beside it
/// @param sessionId the chain it belongs to; empty for a record that could not be read as an event
/// @param prev the digest of the event before it in the session
public record StoredLeaf(
        long index, Event event, Digest leafHash, String eventId, String sessionId, long seq, Digest prev) {

    /// The bytes of an event as they came over the wire.
    public static final class Event {
        private final byte[] bytes;

        private Event(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Wraps the bytes, which the caller gives away.
        public static Event of(byte[] bytes) {
            return new Event(bytes);
        }

        Digest digest() {
            return Digest.sha256(bytes);
        }
    }
}
