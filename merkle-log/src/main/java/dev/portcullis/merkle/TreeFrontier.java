// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;

/// The right edge of a growing tree: all that is needed to append leaves and to know the root, in memory that
/// grows with the logarithm of the size. Not safe for use by several threads.
public final class TreeFrontier {

    // Roots of the complete subtrees that make up the tree, largest first: one for each set bit of `size`.
    private final List<Digest> peaks;
    private long size;

    /// The edge of the tree without leaves.
    public TreeFrontier() {
        this.peaks = new ArrayList<>();
    }

    private TreeFrontier(List<Digest> peaks, long size) {
        this.peaks = peaks;
        this.size = size;
    }

    /// The edge of a stored tree, read from its complete subtrees.
    public static TreeFrontier of(NodeSource nodes, long size) {
        List<Digest> peaks = new ArrayList<>();
        long start = 0;
        for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
            int level = 63 - Long.numberOfLeadingZeros(rest);
            peaks.add(nodes.node(level, start >>> level));
            start += 1L << level;
        }
        return new TreeFrontier(peaks, size);
    }

    /// An edge that grows on its own from where this one is.
    public TreeFrontier copy() {
        return new TreeFrontier(new ArrayList<>(peaks), size);
    }

    /// Appends one leaf, given by its leaf hash.
    public void append(Digest leafHash) {
        Digest node = leafHash;
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            node = TreeHashing.node(peaks.removeLast(), node);
        }
        peaks.add(node);
        size++;
    }

    /// How many leaves have been appended.
    public long size() {
        return size;
    }

    /// The root over all leaves appended so far.
    public Digest root() {
        if (peaks.isEmpty()) {
            return TreeHashing.EMPTY_ROOT;
        }
        Digest root = peaks.getLast();
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = TreeHashing.node(peaks.get(i), root);
        }
        return root;
    }
}
