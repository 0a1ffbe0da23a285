// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;

/// The definition of RFC 6962 §2.1 written down once more, as slowly and plainly as it stands there.
final class PlainTree {

    private final List<Digest> leaves = new ArrayList<>();

    static PlainTree ofSize(int size) {
        PlainTree tree = new PlainTree();
        for (int i = 0; i < size; i++) {
            tree.leaves.add(TreeHashing.leaf(new byte[] {(byte) i, (byte) (i >> 8), 42}));
        }
        return tree;
    }

    Digest leaf(int index) {
        return leaves.get(index);
    }

    NodeSource nodes() {
        List<List<Digest>> levels = new ArrayList<>(List.of(leaves));
        while (levels.getLast().size() > 1) {
            List<Digest> below = levels.getLast();
            List<Digest> level = new ArrayList<>();
            for (int i = 0; i + 1 < below.size(); i += 2) {
                level.add(TreeHashing.node(below.get(i), below.get(i + 1)));
            }
            levels.add(level);
        }
        return (level, index) -> levels.get(level).get(Math.toIntExact(index));
    }

    Digest root(int size) {
        return root(leaves.subList(0, size));
    }

    private static Digest root(List<Digest> part) {
        if (part.isEmpty()) {
            return TreeHashing.EMPTY_ROOT;
        }
        if (part.size() == 1) {
            return part.getFirst();
        }
        int k = 1;
        while (k * 2 < part.size()) {
            k *= 2;
        }
        return TreeHashing.node(root(part.subList(0, k)), root(part.subList(k, part.size())));
    }
}
