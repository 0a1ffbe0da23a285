// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.MerkleTree;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.TiledNodes;
import dev.portcullis.merkle.VerifierKey;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/// Signs what the log has become. Never two roots for one size, never a smaller tree after a larger one, and
/// nothing at all before the newest checkpoint outside this database was compared: a restored backup would
/// otherwise fork the log.
@Component
public final class Checkpoints {

    /// Whether signing is safe.
    sealed interface Standing {
        /// Not compared yet with what was published.
        record Unknown() implements Standing {}

        /// This log continues what was published.
        record Continues() implements Standing {}

        /// It does not; a person has to look.
        record Forked(String why) implements Standing {}
    }

    private static final Standing UNKNOWN = new Standing.Unknown();

    private final CheckpointTable table;
    private final TreeTables tree;
    private final LogSigners signers;
    private final Clock clock;
    private final AtomicReference<Standing> standing = new AtomicReference<>(UNKNOWN);

    Checkpoints(CheckpointTable table, TreeTables tree, LogSigners signers, Clock clock) {
        this.table = table;
        this.tree = tree;
        this.signers = signers;
        this.clock = clock;
    }

    /// The public key that the log stays with.
    public VerifierKey verifier() {
        return signers.newest();
    }

    /// The public key to hand out: the one that the log stays with, once it has signed the newest checkpoint.
    VerifierKey shown() {
        VerifierKey last = signers.newest();
        boolean signs = newest().map(CheckpointTable.Stored::note)
                .map(note -> opens(note, LogKeys.of(last)))
                .orElse(true);
        return signs ? last : signers.keys().getFirst().verifier();
    }

    private static boolean opens(String note, LogKeys keys) {
        try {
            Checkpoint.open(note, keys);
            return true;
        } catch (NoteException e) {
            return false;
        }
    }

    /// The public keys that checkpoints verify with now.
    public LogKeys verifiers() {
        return signers.verifiers();
    }

    Standing standing() {
        return standing.get();
    }

    /// Compares this log with the newest checkpoint that was published before.
    void compare(Optional<Checkpoint> published) {
        standing.compareAndSet(
                UNKNOWN, underAnotherKey().or(() -> published.map(this::judge)).orElseGet(Standing.Continues::new));
    }

    /// A key counts only if one that signed this log before has announced it. While it does, both sign:
    /// so the newest checkpoint is signed by one of those that are to go on.
    private Optional<Standing> underAnotherKey() {
        Optional<CheckpointTable.Stored> newest = newest();
        if (newest.isEmpty() || opens(newest.get().note(), verifiers())) {
            return Optional.empty();
        }
        return Optional.of(new Standing.Forked("the newest checkpoint, of "
                + newest.get().size() + " events, was signed by another key, which has not announced this one"));
    }

    private Standing judge(Checkpoint published) {
        long size = tree.state().size();
        if (published.size() > size) {
            return new Standing.Forked(
                    "a checkpoint of " + published.size() + " events was published, but the log has only " + size);
        }
        MerkleTree stored = new MerkleTree(new TiledNodes(tree), size);
        return stored.rootAt(published.size()).equals(published.root())
                ? new Standing.Continues()
                : new Standing.Forked("the log differs from the checkpoint published at size " + published.size());
    }

    /// The newest signed checkpoint, if any was signed yet.
    Optional<CheckpointTable.Stored> newest() {
        return table.newest(signers.origin());
    }

    /// The signed checkpoint of the log as it is now.
    CheckpointTable.Stored sign() {
        requireSafe();
        TreeState state = tree.state();
        String origin = signers.origin();
        Optional<CheckpointTable.Stored> newest = table.newest(origin);
        if (newest.isPresent() && newest.get().size() > state.size()) {
            throw forked("a larger tree was signed before");
        }
        if (newest.isEmpty() || newest.get().size() < state.size()) {
            String note = new Checkpoint(origin, state.size(), state.root())
                    .sign(signers.keys())
                    .note();
            table.insert(origin, new CheckpointTable.Stored(state.size(), state.root(), note, clock.instant()));
        }
        CheckpointTable.Stored signed = table.at(origin, state.size())
                .orElseThrow(() -> new DamagedLogException("a checkpoint just stored is not there"));
        if (!signed.root().equals(state.root())) {
            throw forked("another root was signed at size " + state.size());
        }
        return signed;
    }

    private void requireSafe() {
        switch (standing.get()) {
            case Standing.Continues _ -> {}
            case Standing.Unknown _ -> throw new NotSignedException("published checkpoints have not been compared yet");
            case Standing.Forked(var why) -> throw new NotSignedException(why);
        }
    }

    private DamagedLogException forked(String why) {
        standing.set(new Standing.Forked(why));
        return new DamagedLogException(why);
    }
}
