// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// The three hashes of RFC 6962 §2.1. The prefixes keep a leaf from ever being taken for a node.
public final class TreeHashing {

    /// The root of the tree without leaves: the SHA-256 of nothing.
    public static final Digest EMPTY_ROOT = Digest.sha256();

    private static final byte[] LEAF_PREFIX = {0};

    private TreeHashing() {}

    /// `SHA-256(0x00 ‖ entry)`.
    public static Digest leaf(byte[] entry) {
        return Digest.sha256(LEAF_PREFIX, entry);
    }

    /// `SHA-256(0x01 ‖ left ‖ right)`.
    public static Digest node(Digest left, Digest right) {
        return Digest.ofNode(left, right);
    }
}
