// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;

/// Roots and proofs of a log, computed from stored subtrees. Every size up to the stored one can be asked for.
public final class MerkleTree {

    private final NodeSource nodes;
    private final long size;

    /// The tree over the first `size` leaves of `nodes`.
    public MerkleTree(NodeSource nodes, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("negative tree size " + size);
        }
        this.nodes = nodes;
        this.size = size;
    }

    /// How many leaves there are.
    public long size() {
        return size;
    }

    /// The root of the tree as it was at `atSize` leaves.
    public Digest rootAt(long atSize) {
        requireWithin(atSize);
        return atSize == 0 ? TreeHashing.EMPTY_ROOT : subtree(0, atSize);
    }

    /// The proof that the leaf at `index` is in the tree of `atSize` leaves (RFC 9162 §2.1.3.1).
    public InclusionProof inclusionProof(long index, long atSize) {
        requireWithin(atSize);
        if (index < 0 || index >= atSize) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + atSize);
        }
        List<Digest> path = new ArrayList<>();
        collectInclusion(index, 0, atSize, path);
        return new InclusionProof(index, atSize, path);
    }

    /// The proof that the tree of `first` leaves is a prefix of the one of `second` leaves (RFC 9162 §2.1.4.1).
    public ConsistencyProof consistencyProof(long first, long second) {
        requireWithin(second);
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("no tree of " + first + " leaves before one of " + second);
        }
        List<Digest> path = new ArrayList<>();
        if (first > 0 && first < second) {
            collectConsistency(first, 0, second, true, path);
        }
        return new ConsistencyProof(first, second, path);
    }

    /// The largest power of two strictly below `n`.
    static long split(long n) {
        return Long.highestOneBit(n - 1);
    }

    private void collectInclusion(long index, long start, long count, List<Digest> path) {
        if (count == 1) {
            return;
        }
        long k = split(count);
        if (index < k) {
            collectInclusion(index, start, k, path);
            path.add(subtree(start + k, count - k));
        } else {
            collectInclusion(index - k, start + k, count - k, path);
            path.add(subtree(start, k));
        }
    }

    private void collectConsistency(long first, long start, long count, boolean whole, List<Digest> path) {
        if (first == count) {
            // The verifier holds the root of the whole old tree already; any other subtree has to be named.
            if (!whole) {
                path.add(subtree(start, count));
            }
            return;
        }
        long k = split(count);
        if (first <= k) {
            collectConsistency(first, start, k, whole, path);
            path.add(subtree(start + k, count - k));
        } else {
            collectConsistency(first - k, start + k, count - k, false, path);
            path.add(subtree(start, k));
        }
    }

    private Digest subtree(long start, long count) {
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            return nodes.node(level, start >>> level);
        }
        long k = split(count);
        return TreeHashing.node(subtree(start, k), subtree(start + k, count - k));
    }

    private void requireWithin(long atSize) {
        if (atSize < 0 || atSize > size) {
            throw new IllegalArgumentException("no tree of " + atSize + " leaves in a log of " + size);
        }
    }
}
