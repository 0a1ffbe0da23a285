// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// How far the chain of one session has come: the sequence number of its last event and the digest of that
/// event's bytes. The next event must carry the next number and name that digest as its `prev`.
///
/// @param seq the number of its last event; 0 if there is none
/// @param digest the digest of that event; zero if there is none, or if it is not known any more
public record ChainHead(long seq, Digest digest) {

    /// Before the first event.
    public static final ChainHead START = new ChainHead(0, Digest.ZERO);

    /// Behind an event whose digest went with its bytes: what follows it by number is taken to follow it.
    public static ChainHead forgotten(long seq) {
        return new ChainHead(seq, Digest.ZERO);
    }

    /// How an event joins its session's chain.
    public sealed interface Step {
        /// As it should be.
        record Linked() implements Step {}

        /// Events between the last one and this one are not there.
        record Missing(long expected, long found) implements Step {}

        /// A number that the session has used before.
        record Repeated(long expected, long found) implements Step {}

        /// The right number, but made after another predecessor than the one stored.
        record Unlinked(Digest expected, Digest found) implements Step {}
    }

    /// How an event with this number and predecessor follows.
    public Step step(long nextSeq, Digest prev) {
        long expected = seq + 1;
        if (nextSeq > expected) {
            return new Step.Missing(expected, nextSeq);
        }
        if (nextSeq < expected) {
            return new Step.Repeated(expected, nextSeq);
        }
        boolean forgotten = seq > 0 && digest.equals(Digest.ZERO);
        return forgotten || prev.equals(digest) ? new Step.Linked() : new Step.Unlinked(digest, prev);
    }
}
