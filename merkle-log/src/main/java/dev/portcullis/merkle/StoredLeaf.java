// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// One leaf as the log's store hands it out. Nothing in it is believed before [LogVerifier] has checked it.
///
/// @param index where it stands in the log
/// @param leafId the id under which the store keeps it: the event's, or one that says what else it is
/// @param leafHash the leaf hash that the store keeps beside it
/// @param content the exact bytes of the event, the recording chunk or the unreadable record
/// @param columns what the store says about these bytes
public record StoredLeaf(long index, String leafId, Digest leafHash, Content content, Columns columns) {

    /// What the store says of an entry whose bytes it gave up when their time of keeping ended. Session, number and
    /// digest are still there, and still bound by the leaf.
    public static final String EXPIRED_KIND = "expired";

    /// What the store keeps beside the bytes, so that it can be searched. Empty or zero where there is nothing.
    ///
    /// @param session the chain of an event, the session of a chunk
    /// @param seq the number in the chain, or of the chunk
    /// @param prev the digest of the event before it in the chain, 64 hexadecimal digits
    /// @param kind what the event reports
    /// @param classUid its OCSF class
    /// @param time when it happened, as ISO 8601 in UTC
    /// @param sha256 the digest of the bytes, 64 hexadecimal digits; of an expired event that had a salt
    /// what its leaf commits to
    /// @param salt the salt in the leaf of an event, 64 hexadecimal digits; empty if there is none, or none
    /// any more
    public record Columns(
            String session,
            long seq,
            String prev,
            String kind,
            long classUid,
            String time,
            String sha256,
            String salt) {

        /// Without a salt.
        public Columns(String session, long seq, String prev, String kind, long classUid, String time, String sha256) {
            this(session, seq, prev, kind, classUid, time, sha256, "");
        }
    }

    /// Bytes as they came over the wire.
    public static final class Content {
        private final byte[] bytes;

        private Content(byte[] bytes) {
            this.bytes = bytes;
        }

        /// Wraps the bytes, which the caller gives away.
        public static Content of(byte[] bytes) {
            return new Content(bytes);
        }

        /// Their SHA-256.
        public Digest digest() {
            return Digest.sha256(bytes);
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isEmpty() {
            return bytes.length == 0;
        }
    }
}
