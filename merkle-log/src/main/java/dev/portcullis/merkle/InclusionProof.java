// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.List;

/// The proof that a leaf stands at `index` in a tree of `size` leaves; `path` leads from the leaf to the root.
public record InclusionProof(long index, long size, List<Digest> path) {

    public InclusionProof {
        path = List.copyOf(path);
    }

    /// Whether this proves the leaf to be in the tree with that root, at exactly this index (RFC 9162 §2.1.3.2).
    public boolean proves(Digest leafHash, Digest root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        Digest r = leafHash;
        for (Digest p : path) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = TreeHashing.node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>>= 1;
                    sn >>>= 1;
                }
            } else {
                r = TreeHashing.node(r, p);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        // Without `sn == 0` a proof for one position would pass for others.
        return sn == 0 && r.equals(root);
    }
}
