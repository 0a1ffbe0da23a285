// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TilesTest {

    @Test
    void writesThePathsOfTheSpecification() {
        assertThat(new TileAddress(0, 1234067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new TileAddress(1, 0, 17).path()).isEqualTo("tile/1/000.p/17");
        assertThat(new TileAddress(0, 1000, 1).path()).isEqualTo("tile/0/x001/000.p/1");
    }

    @Test
    void readsOnePathForEachTileAndNoOtherSpelling() {
        for (long number : new long[] {0, 7, 255, 999, 1000, 1234067, 36_028_797_018_963_967L}) {
            for (int width : new int[] {1, 17, 255, 256}) {
                TileAddress address = new TileAddress(0, number, width);
                assertThat(TileAddress.parse(address.path())).contains(address);
            }
        }
        for (String other : List.of(
                "tile/00/000",
                "tile/0/0",
                "tile/0/0000",
                "tile/0/x000/000",
                "tile/0/001/000",
                "tile/0/x001/x234",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/017",
                "tile/0/000.p/",
                "tile/0/-01",
                "tile/64/000",
                "tile/0/000/",
                "tile/0/../000",
                "tile/entries/000",
                "tile/0/x999/x999/x999/x999/x999/x999/999")) {
            assertThat(TileAddress.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    void knowsHowWideATileIsAtASize() {
        assertThat(TileAddress.widthAt(0, 0, 70_000)).isEqualTo(256);
        assertThat(TileAddress.widthAt(0, 273, 70_000)).isEqualTo(112);
        assertThat(TileAddress.widthAt(0, 274, 70_000)).isZero();
        assertThat(TileAddress.widthAt(1, 1, 70_000)).isEqualTo(17);
        assertThat(TileAddress.widthAt(2, 0, 70_000)).isEqualTo(1);
        assertThat(TileAddress.widthAt(3, 0, 70_000)).isZero();
    }

    @Test
    void givesTheSameRootsAndProofsFromTilesAsFromSingleNodes() {
        int size = 70_000;
        PlainTree plain = PlainTree.ofSize(size);
        NodeSource nodes = plain.nodes();
        MerkleTree fromTiles = new MerkleTree(new TiledNodes(address -> cut(nodes, address, size)), size);
        MerkleTree direct = new MerkleTree(nodes, size);
        for (int at : new int[] {1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999, size}) {
            assertThat(fromTiles.rootAt(at)).isEqualTo(direct.rootAt(at));
            assertThat(fromTiles.inclusionProof(at / 2, at)).isEqualTo(direct.inclusionProof(at / 2, at));
            assertThat(fromTiles.consistencyProof(at / 3, at)).isEqualTo(direct.consistencyProof(at / 3, at));
        }
    }

    @Test
    void surviveTheirBytes() {
        Tile tile = cut(PlainTree.ofSize(256).nodes(), new TileAddress(0, 0, 256), 256);
        assertThat(tile.toBytes()).hasSize(8192);
        assertThat(Tile.fromBytes(tile.toBytes()).root()).isEqualTo(tile.root());
    }

    @Test
    void haveNoRootBeforeTheyAreFull() {
        assertThatThrownBy(() -> cut(PlainTree.ofSize(255).nodes(), new TileAddress(0, 0, 255), 255)
                        .root())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Tile.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tile.fromBytes(new byte[33])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TileAddress(0, 0, 257)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Tile cut(NodeSource nodes, TileAddress address, long size) {
        int width = TileAddress.widthAt(address.level(), address.number(), size);
        assertThat(width).isGreaterThanOrEqualTo(address.width());
        List<Digest> hashes = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            hashes.add(nodes.node(address.level() * TileAddress.HEIGHT, address.number() * TileAddress.FULL + i));
        }
        return Tile.of(hashes);
    }
}
