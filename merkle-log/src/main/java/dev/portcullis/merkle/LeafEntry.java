// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// What the tree holds of one stored thing: not the thing, but which one it is and a commitment to its exact
/// bytes. Small, so that it fits into an entry of any tile server, and the thing can one day be erased without
/// breaking a proof.
///
/// The bytes are canonical JSON (RFC 8785): members sorted, no white space, shortest escapes.
public sealed interface LeafEntry permits LeafEnvelope, ChunkEnvelope {

    /// The first version of these entries. Another way to commit to the content gets another number.
    int VERSION = 1;

    /// The name under which the store finds the leaf; no two leaves of a log share it.
    String leafId();

    /// The entry of the log.
    byte[] bytes();

    /// The hash under which the entry stands in the tree.
    default Digest leafHash() {
        return TreeHashing.leaf(bytes());
    }
}
