// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Up to 256 neighbouring hashes of one level; the seven levels above them are computed, not stored.
public final class Tile {

    private final List<Digest> hashes;

    private Tile(List<Digest> hashes) {
        this.hashes = hashes;
    }

    /// The tile with these hashes, leftmost first.
    public static Tile of(List<Digest> hashes) {
        if (hashes.isEmpty() || hashes.size() > TileAddress.FULL) {
            throw new IllegalArgumentException("a tile has 1 to 256 hashes, not " + hashes.size());
        }
        return new Tile(List.copyOf(hashes));
    }

    /// Reads the concatenated hashes, as tiles are stored and served.
    public static Tile fromBytes(byte[] bytes) {
        if (bytes.length % Digest.LENGTH != 0) {
            throw new IllegalArgumentException("a tile of " + bytes.length + " bytes");
        }
        List<Digest> hashes = new ArrayList<>(bytes.length / Digest.LENGTH);
        for (int at = 0; at < bytes.length; at += Digest.LENGTH) {
            hashes.add(Digest.of(Arrays.copyOfRange(bytes, at, at + Digest.LENGTH)));
        }
        return of(hashes);
    }

    /// The hashes one after the other: 8192 bytes when full.
    public byte[] toBytes() {
        byte[] bytes = new byte[hashes.size() * Digest.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(bytes, i * Digest.LENGTH);
        }
        return bytes;
    }

    /// How many hashes there are.
    public int width() {
        return hashes.size();
    }

    /// The root over the `1 << height` hashes that start at `first`.
    public Digest subtree(int height, int first) {
        if (height == 0) {
            return hashes.get(first);
        }
        int half = 1 << (height - 1);
        return TreeHashing.node(subtree(height - 1, first), subtree(height - 1, first + half));
    }

    /// The one hash that stands for a full tile in the tile above.
    public Digest root() {
        if (hashes.size() != TileAddress.FULL) {
            throw new IllegalStateException("only a full tile has a root; this one has " + hashes.size());
        }
        return subtree(TileAddress.HEIGHT, 0);
    }
}
