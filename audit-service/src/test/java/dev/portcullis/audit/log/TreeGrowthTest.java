// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.Tile;
import dev.portcullis.merkle.TileAddress;
import dev.portcullis.merkle.TiledNodes;
import dev.portcullis.merkle.TreeFrontier;
import dev.portcullis.merkle.TreeHashing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Grows a tree in batches of any size, as ingestion does, with tiles kept the way the tables keep them.
class TreeGrowthTest {

    private final List<Digest> leaves = new ArrayList<>();
    private final Map<String, Tile> tiles = new HashMap<>();

    @Test
    void givesTheSameTreeWhateverTheBatchesAndWhoeverContinues() {
        Random random = new Random(4711);
        TreeFrontier expected = new TreeFrontier();
        TreeGrowth growth = TreeGrowth.from(new TreeState(0, TreeHashing.EMPTY_ROOT), this::tile);
        while (leaves.size() < 140_000) {
            TreeGrowth next = random.nextInt(4) == 0 ? TreeGrowth.from(growth.state(), this::tile) : growth.copy();
            int batch = random.nextInt(10) == 0 ? 1 : random.nextInt(3000);
            for (int i = 0; i < batch; i++) {
                Digest leaf = TreeHashing.leaf(
                        new byte[] {(byte) leaves.size(), (byte) (leaves.size() >> 8), (byte) (leaves.size() >> 16)});
                leaves.add(leaf);
                expected.append(leaf);
                next.append(leaf);
            }
            next.filled()
                    .forEach(full -> assertThat(tiles.put(full.level() + "/" + full.number(), full.tile()))
                            .isNull());
            assertThat(next.state()).isEqualTo(new TreeState(leaves.size(), expected.root()));
            growth = next;
        }
        // 140,000 leaves fill 546 tiles of the lowest level and two above them.
        assertThat(tiles).containsKeys("0/0", "0/545", "1/0", "1/1").doesNotContainKeys("1/2", "2/0");
        TreeState end = growth.state();
        assertThat(TreeFrontier.of(new TiledNodes(this::tile), end.size()).root())
                .isEqualTo(end.root());
    }

    @Test
    void refusesToContinueATreeThatDoesNotGiveItsRoot() {
        leaves.add(TreeHashing.leaf(new byte[] {1}));
        assertThatThrownBy(() -> TreeGrowth.from(new TreeState(1, Digest.ZERO), this::tile))
                .isInstanceOf(DamagedLogException.class);
    }

    @Test
    void isNotTouchedByWhatItsCopyGrows() {
        TreeGrowth growth = TreeGrowth.from(new TreeState(0, TreeHashing.EMPTY_ROOT), this::tile);
        growth.copy().append(TreeHashing.leaf(new byte[] {1}));
        assertThat(growth.state()).isEqualTo(new TreeState(0, TreeHashing.EMPTY_ROOT));
    }

    private Tile tile(TileAddress address) {
        Tile full = tiles.get(address.level() + "/" + address.number());
        if (full != null) {
            return full;
        }
        List<Digest> hashes = new ArrayList<>();
        if (address.level() == 0) {
            int first = (int) address.number() * TileAddress.FULL;
            hashes.addAll(leaves.subList(first, Math.min(first + TileAddress.FULL, leaves.size())));
        } else {
            for (long n = address.number() * TileAddress.FULL;
                    tiles.containsKey((address.level() - 1) + "/" + n);
                    n++) {
                hashes.add(tiles.get((address.level() - 1) + "/" + n).root());
            }
        }
        assertThat(hashes.size()).isGreaterThanOrEqualTo(address.width());
        return Tile.of(hashes);
    }
}
