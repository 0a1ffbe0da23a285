// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    private static final int SIZES = 300;
    private static final PlainTree PLAIN = PlainTree.ofSize(SIZES);
    private static final MerkleTree TREE = new MerkleTree(PLAIN.nodes(), SIZES);

    // The leaves and roots of the test vectors of RFC 6962's reference implementation.
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void theEmptyTreeHasOneRoot() {
        ConsistencyProof nothing = new ConsistencyProof(0, 0, List.of());
        assertThat(nothing.proves(TreeHashing.EMPTY_ROOT, TreeHashing.EMPTY_ROOT))
                .isTrue();
        assertThat(nothing.proves(PLAIN.root(1), PLAIN.root(1))).isFalse();
        assertThat(new ConsistencyProof(0, 7, List.of()).proves(TreeHashing.EMPTY_ROOT, PLAIN.root(7)))
                .isTrue();
        assertThat(new ConsistencyProof(0, 7, List.of()).proves(PLAIN.root(1), PLAIN.root(7)))
                .isFalse();
    }

    @Test
    void givesTheRootsOfTheReferenceVectors() {
        TreeFrontier frontier = new TreeFrontier();
        assertThat(frontier.root().hex()).isEqualTo(ROOTS.getFirst());
        for (int i = 0; i < LEAVES.size(); i++) {
            frontier.append(TreeHashing.leaf(HexFormat.of().parseHex(LEAVES.get(i))));
            assertThat(frontier.root().hex()).isEqualTo(ROOTS.get(i + 1));
        }
    }

    @Test
    void givesTheRootOfTheDefinitionAtEverySize() {
        TreeFrontier growing = new TreeFrontier();
        for (int size = 0; size <= SIZES; size++) {
            Digest expected = PLAIN.root(size);
            assertThat(TREE.rootAt(size)).isEqualTo(expected);
            assertThat(growing.root()).isEqualTo(expected);
            assertThat(TreeFrontier.of(PLAIN.nodes(), size).root()).isEqualTo(expected);
            if (size < SIZES) {
                growing.append(PLAIN.leaf(size));
            }
        }
    }

    @Test
    void goesOnGrowingFromAStoredEdge() {
        TreeFrontier stored = TreeFrontier.of(PLAIN.nodes(), 173);
        TreeFrontier copy = stored.copy();
        for (int i = 173; i < SIZES; i++) {
            stored.append(PLAIN.leaf(i));
        }
        assertThat(stored.root()).isEqualTo(PLAIN.root(SIZES));
        assertThat(copy.root()).isEqualTo(PLAIN.root(173));
    }

    @Test
    void provesEveryLeafInEveryTree() {
        for (int size = 1; size <= SIZES; size++) {
            Digest root = PLAIN.root(size);
            for (int index = 0; index < size; index++) {
                InclusionProof proof = TREE.inclusionProof(index, size);
                if (!proof.proves(PLAIN.leaf(index), root)) {
                    throw new AssertionError("true proof refused: " + index + " of " + size);
                }
            }
        }
    }

    @Test
    void refusesEveryOtherIndexForAProof() {
        for (int size = 1; size <= 48; size++) {
            Digest root = PLAIN.root(size);
            for (int index = 0; index < size; index++) {
                List<Digest> path = TREE.inclusionProof(index, size).path();
                for (int claimed = -1; claimed <= 64; claimed++) {
                    boolean accepted = new InclusionProof(claimed, size, path).proves(PLAIN.leaf(index), root);
                    if (accepted != (claimed == index)) {
                        throw new AssertionError("leaf " + index + " of " + size + " as " + claimed);
                    }
                }
            }
        }
    }

    @Test
    void refusesAPathThatIsTooShortOrTooLong() {
        for (int size = 2; size <= 48; size++) {
            InclusionProof proof = TREE.inclusionProof(size - 1, size);
            List<Digest> longer = new ArrayList<>(proof.path());
            longer.add(PLAIN.leaf(0));
            assertThat(new InclusionProof(size - 1, size, longer).proves(PLAIN.leaf(size - 1), PLAIN.root(size)))
                    .isFalse();
            List<Digest> shorter = proof.path().subList(0, proof.path().size() - 1);
            assertThat(new InclusionProof(size - 1, size, shorter).proves(PLAIN.leaf(size - 1), PLAIN.root(size)))
                    .isFalse();
        }
    }

    @Test
    void provesEveryTreeToContinueEveryEarlierOne() {
        for (int second = 0; second <= SIZES; second++) {
            Digest secondRoot = PLAIN.root(second);
            for (int first = 0; first <= second; first++) {
                if (!TREE.consistencyProof(first, second).proves(PLAIN.root(first), secondRoot)) {
                    throw new AssertionError("true proof refused: " + first + " to " + second);
                }
            }
        }
    }

    @Test
    void refusesAConsistencyProofForOtherSizesOrRoots() {
        for (int second = 2; second <= 40; second++) {
            for (int first = 1; first < second; first++) {
                List<Digest> path = TREE.consistencyProof(first, second).path();
                assertThat(new ConsistencyProof(first, second, path).proves(PLAIN.root(first - 1), PLAIN.root(second)))
                        .isFalse();
                assertThat(new ConsistencyProof(first, second, path).proves(PLAIN.root(first), PLAIN.root(second + 1)))
                        .isFalse();
                assertThat(new ConsistencyProof(first, second, List.of()).proves(PLAIN.root(first), PLAIN.root(second)))
                        .isFalse();
                assertThat(new ConsistencyProof(second, first, path).proves(PLAIN.root(second), PLAIN.root(first)))
                        .isFalse();
            }
        }
    }

    @Test
    void refusesProofsWithAnyOneBitFlipped() {
        Random random = new Random(6962);
        for (int size = 1; size <= SIZES; size++) {
            int index = random.nextInt(size);
            Digest root = PLAIN.root(size);
            InclusionProof inclusion = TREE.inclusionProof(index, size);
            assertThat(inclusion.proves(flip(PLAIN.leaf(index), random), root)).isFalse();
            assertThat(inclusion.proves(PLAIN.leaf(index), flip(root, random))).isFalse();
            for (List<Digest> bent : eachFlipped(inclusion.path(), random)) {
                assertThat(new InclusionProof(index, size, bent).proves(PLAIN.leaf(index), root))
                        .isFalse();
            }
            int first = random.nextInt(size) + 1;
            for (List<Digest> bent :
                    eachFlipped(TREE.consistencyProof(first, size).path(), random)) {
                assertThat(new ConsistencyProof(first, size, bent).proves(PLAIN.root(first), root))
                        .isFalse();
            }
        }
    }

    @Test
    void hasNoProofForWhatIsNotThere() {
        assertThatThrownBy(() -> TREE.inclusionProof(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TREE.inclusionProof(-1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TREE.rootAt(SIZES + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TREE.consistencyProof(6, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<List<Digest>> eachFlipped(List<Digest> path, Random random) {
        List<List<Digest>> all = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            List<Digest> bent = new ArrayList<>(path);
            bent.set(i, flip(bent.get(i), random));
            all.add(bent);
        }
        return all;
    }

    private static Digest flip(Digest digest, Random random) {
        byte[] bytes = digest.bytes();
        int bit = random.nextInt(bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        return Digest.of(bytes);
    }
}
