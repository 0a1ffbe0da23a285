// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.Tile;
import dev.portcullis.merkle.TileAddress;
import dev.portcullis.merkle.TiledNodes;
import dev.portcullis.merkle.TreeFrontier;
import java.util.ArrayList;
import java.util.List;

/// A tree in the act of growing: its right edge and the tiles that are not full yet.
final class TreeGrowth {

    /// A tile that has just been filled.
    record FullTile(int level, long number, Tile tile) {}

    private final TreeFrontier frontier;
    private final List<List<Digest>> openTiles;
    private final List<FullTile> filled = new ArrayList<>();

    private TreeGrowth(TreeFrontier frontier, List<List<Digest>> openTiles) {
        this.frontier = frontier;
        this.openTiles = openTiles;
    }

    /// Reads the edge of the stored tree and refuses it when it does not give the stored root.
    static TreeGrowth from(TreeState state, TiledNodes.Tiles tiles) {
        TreeFrontier frontier = TreeFrontier.of(new TiledNodes(tiles), state.size());
        if (!frontier.root().equals(state.root())) {
            throw new DamagedLogException("the stored leaves do not give the stored root at size " + state.size());
        }
        List<List<Digest>> open = new ArrayList<>();
        for (long hashes = state.size(); hashes > 0; hashes /= TileAddress.FULL) {
            int width = (int) (hashes % TileAddress.FULL);
            List<Digest> openTile = new ArrayList<>();
            if (width > 0) {
                Tile tile = tiles.tile(new TileAddress(open.size(), hashes / TileAddress.FULL, width));
                for (int i = 0; i < width; i++) {
                    openTile.add(tile.subtree(0, i));
                }
            }
            open.add(openTile);
        }
        return new TreeGrowth(frontier, open);
    }

    /// The same edge, free to grow without this one.
    TreeGrowth copy() {
        List<List<Digest>> open = new ArrayList<>();
        openTiles.forEach(tile -> open.add(new ArrayList<>(tile)));
        return new TreeGrowth(frontier.copy(), open);
    }

    void append(Digest leafHash) {
        frontier.append(leafHash);
        addToTile(0, leafHash);
    }

    TreeState state() {
        return new TreeState(frontier.size(), frontier.root());
    }

    /// The tiles filled since this edge was made.
    List<FullTile> filled() {
        return filled;
    }

    private void addToTile(int level, Digest hash) {
        while (openTiles.size() <= level) {
            openTiles.add(new ArrayList<>());
        }
        List<Digest> open = openTiles.get(level);
        open.add(hash);
        if (open.size() == TileAddress.FULL) {
            Tile tile = Tile.of(open);
            open.clear();
            long number = (frontier.size() - 1) >>> ((level + 1) * TileAddress.HEIGHT);
            filled.add(new FullTile(level, number, tile));
            addToTile(level + 1, tile.root());
        }
    }
}
