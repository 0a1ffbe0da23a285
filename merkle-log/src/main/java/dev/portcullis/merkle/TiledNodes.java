// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

/// Finds the subtrees of a log in its tiles.
public final class TiledNodes implements NodeSource {

    /// Where tiles are kept.
    @FunctionalInterface
    public interface Tiles {
        /// The tile, with at least `address.width()` hashes.
        Tile tile(TileAddress address);
    }

    private final Tiles tiles;

    public TiledNodes(Tiles tiles) {
        this.tiles = tiles;
    }

    @Override
    public Digest node(int level, long index) {
        int tileLevel = level / TileAddress.HEIGHT;
        int height = level % TileAddress.HEIGHT;
        long firstHash = index << height;
        int first = (int) (firstHash % TileAddress.FULL);
        int width = first + (1 << height);
        return tiles.tile(new TileAddress(tileLevel, firstHash / TileAddress.FULL, width))
                .subtree(height, first);
    }
}
