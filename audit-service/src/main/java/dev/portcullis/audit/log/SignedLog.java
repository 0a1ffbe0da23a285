// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.ConsistencyProof;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.InclusionProof;
import dev.portcullis.merkle.MerkleTree;
import dev.portcullis.merkle.NodeSource;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Tile;
import dev.portcullis.merkle.TiledNodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Proofs of many leaves under one checkpoint.
@Component
public final class SignedLog {

    private static final int TILES = 32;
    private static final int NODES = 8_192;

    private final Checkpoints checkpoints;
    private final TreeTables tree;

    SignedLog(Checkpoints checkpoints, TreeTables tree) {
        this.checkpoints = checkpoints;
        this.tree = tree;
    }

    /// The log as it is now, signed.
    public View now() {
        String note = checkpoints.sign().note();
        try {
            Checkpoint checkpoint = Checkpoint.open(note, checkpoints.verifiers());
            return new View(note, checkpoint, new MerkleTree(cached(), checkpoint.size()));
        } catch (NoteException e) {
            throw new DamagedLogException("a checkpoint just stored is none: " + e.getMessage());
        }
    }

    /// The same checkpoint, for another thread.
    public View again(View view) {
        return new View(
                view.note(),
                view.checkpoint(),
                new MerkleTree(cached(), view.checkpoint().size()));
    }

    /// How many entries there are.
    public long size() {
        return tree.state().size();
    }

    /// Where what has this id stands.
    public long indexOf(String leafId) {
        return tree.leafOf(leafId)
                .map(TreeTables.StoredLeafHash::index)
                .orElseThrow(() -> new DamagedLogException("an event just stored has no leaf"));
    }

    /// One checkpoint and the tree below it. For one thread.
    ///
    /// @param note the checkpoint as it was signed
    /// @param checkpoint the same, read
    public record View(String note, Checkpoint checkpoint, MerkleTree tree) {

        /// The proof that it goes on from what it was at that size.
        public ConsistencyProof since(long size) {
            return tree.consistencyProof(size, checkpoint.size());
        }

        /// The way from this leaf to the root, checked.
        public List<Digest> path(long index, Digest leafHash) {
            InclusionProof proof = tree.inclusionProof(index, checkpoint.size());
            if (!proof.proves(leafHash, checkpoint.root())) {
                throw new DamagedLogException("the stored tree does not prove leaf " + index);
            }
            return proof.path();
        }
    }

    // Neighbouring leaves share nearly all of their way.
    private NodeSource cached() {
        Map<String, Tile> tiles = recent(TILES);
        TiledNodes stored = new TiledNodes(address -> tiles.compute(
                address.level() + "/" + address.number(),
                (_, known) -> known != null && known.width() >= address.width() ? known : tree.tile(address)));
        Map<String, Digest> nodes = recent(NODES);
        return (level, index) -> level == 0
                ? stored.node(level, index)
                : nodes.computeIfAbsent(level + "/" + index, _ -> stored.node(level, index));
    }

    private static <T> Map<String, T> recent(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > most;
            }
        };
    }
}
