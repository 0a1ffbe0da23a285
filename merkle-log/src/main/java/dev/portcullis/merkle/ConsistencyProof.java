// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;

/// The proof that a tree of `first` leaves is the beginning of a tree of `second` leaves: nothing changed, nothing
/// lost.
public record ConsistencyProof(long first, long second, List<Digest> path) {

    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /// Whether this proves the tree with the first root to be a prefix of the one with the second (RFC 9162 §2.1.4.2).
    public boolean proves(Digest firstRoot, Digest secondRoot) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == 0 && !firstRoot.equals(TreeHashing.EMPTY_ROOT)) {
            return false;
        }
        if (first == second) {
            return path.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (first == 0) {
            return path.isEmpty();
        }
        if (path.isEmpty()) {
            return false;
        }
        List<Digest> hashes = new ArrayList<>(path);
        if (Long.bitCount(first) == 1) {
            hashes.addFirst(firstRoot);
        }
        return climb(hashes, firstRoot, secondRoot);
    }

    private boolean climb(List<Digest> hashes, Digest firstRoot, Digest secondRoot) {
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>>= 1;
            sn >>>= 1;
        }
        Digest fr = hashes.getFirst();
        Digest sr = hashes.getFirst();
        for (Digest c : hashes.subList(1, hashes.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = TreeHashing.node(c, fr);
                sr = TreeHashing.node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>>= 1;
                    sn >>>= 1;
                }
            } else {
                sr = TreeHashing.node(sr, c);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        return sn == 0 && fr.equals(firstRoot) && sr.equals(secondRoot);
    }
}
