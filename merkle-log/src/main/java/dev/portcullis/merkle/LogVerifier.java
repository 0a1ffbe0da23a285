// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Checks a whole log from the outside: that each stored event and each recording chunk is the one the
/// tree holds and is what the store says it is, that each session's chain is without a gap, and that
/// the tree is the one whose checkpoints were signed. Trusts the key and nothing else.
public final class LogVerifier {

    /// What came out.
    public sealed interface Verdict {
        /// Every event up to the checkpoint is as it was when the checkpoint was signed; of `expired` entries the bytes
        /// are gone, and the log's key signed that their time of keeping had ended.
        record Sound(long size, long sessions, long expired, Heard heard) implements Verdict {
            /// Where no gateway was listened to.
            public Sound(long size, long sessions, long expired) {
                this(size, sessions, expired, Heard.NOTHING);
            }
        }

        /// The first thing that is wrong. `leafIndex` is -1 and the ids are empty where no single event is to blame.
        record Unsound(String what, long leafIndex, String eventId, String sessionId) implements Verdict {}
    }

    /// What gateways said of their sessions in the log, where their keys were given. All that they named is
    /// there, but what is not due yet.
    ///
    /// @param believed heartbeats that their gateway signed
    /// @param refused heartbeats that no key given signed for their place: they say nothing
    /// @param firstRefused the first of these, and why; empty if there is none
    /// @param notDue sessions that were named at the very end of the log and may still come
    public record Heard(long believed, long refused, String firstRefused, long notDue) {
        static final Heard NOTHING = new Heard(0, 0, "", 0);
    }

    /// How long what a heartbeat names may come into the log after it.
    public static final Duration GRACE = Duration.ofMinutes(10);

    private final LogKeys trusted;
    private final List<VerifierKey> gateways;

    public LogVerifier(VerifierKey trusted) {
        this(LogKeys.of(trusted));
    }

    /// For a log that is believed by any of these keys.
    public LogVerifier(LogKeys trusted) {
        this(trusted, List.of());
    }

    /// For a log that has to hold what gateways with these keys signed to have written ([HeartbeatStatement]).
    /// Takes 32 bytes of memory for each event of a session that no heartbeat has named yet.
    public LogVerifier(LogKeys trusted, Collection<VerifierKey> gateways) {
        this.trusted = trusted;
        this.gateways = List.copyOf(gateways);
    }

    /// Verifies the leaves, which start at index 0, against the newest signed checkpoint and any number of earlier ones
    /// (kept by the auditor, a witness, another store). Leaves beyond the newest checkpoint are not looked at.
    public Verdict verify(String newest, List<String> earlier, Iterator<StoredLeaf> leaves) {
        return verify(newest, earlier, leaves, TileCheck.NONE);
    }

    /// The same, and whether the tiles that the log serves are those of its leaves. Tiles prove nothing
    /// that the leaves do not; but proofs are made from them.
    ///
    /// @param tiles gives a tile's bytes, or none if the log does not
    public Verdict verify(
            String newest,
            List<String> earlier,
            Iterator<StoredLeaf> leaves,
            Function<TileAddress, Optional<byte[]>> tiles) {
        return verify(newest, earlier, leaves, TileCheck.of(tiles));
    }

    private Verdict verify(String newest, List<String> earlier, Iterator<StoredLeaf> leaves, TileCheck tiles) {
        try {
            Checkpoint goal = Checkpoint.open(newest, trusted);
            List<Checkpoint> marks = new ArrayList<>();
            for (String note : earlier) {
                marks.add(Checkpoint.open(note, trusted));
            }
            marks.sort(Comparator.comparingLong(Checkpoint::size));
            if (!marks.isEmpty() && marks.getLast().size() > goal.size()) {
                return unsound("the log has been cut back: a trusted checkpoint counts "
                        + marks.getLast().size() + " events, the newest one " + goal.size());
            }
            marks.add(goal);
            return new Run(new ArrayDeque<>(marks), trusted, tiles, new HeartbeatCheck(gateways, GRACE))
                    .over(leaves, goal.size());
        } catch (NoteException e) {
            return unsound("checkpoint: " + e.getMessage());
        }
    }

    private static Verdict.Unsound unsound(String what) {
        return new Verdict.Unsound(what, -1, "", "");
    }

    private static Verdict.Unsound unsound(String what, StoredLeaf leaf) {
        return new Verdict.Unsound(
                what, leaf.index(), leaf.leafId(), leaf.columns().session());
    }

    private record Last(Verdict.Unsound blame, ChainHead head) {}

    /// One pass over the leaves.
    private static final class Run {
        private final Deque<Checkpoint> marks;
        private final LogKeys trusted;
        private final TileCheck tiles;
        private final HeartbeatCheck heartbeats;
        private final LeafRanges unexplained = new LeafRanges();
        private long expired;
        private final TreeFrontier tree = new TreeFrontier();
        private final Map<String, Last> chains = new HashMap<>();

        Run(Deque<Checkpoint> marks, LogKeys trusted, TileCheck tiles, HeartbeatCheck heartbeats) {
            this.marks = marks;
            this.trusted = trusted;
            this.tiles = tiles;
            this.heartbeats = heartbeats;
        }

        Verdict over(Iterator<StoredLeaf> leaves, long size) {
            Optional<Verdict> wrong = compareRoots(Optional.empty());
            while (wrong.isEmpty() && tree.size() < size) {
                if (!leaves.hasNext()) {
                    return unsound("the log ends after " + tree.size() + " events, its checkpoint counts " + size);
                }
                StoredLeaf leaf = leaves.next();
                wrong = take(leaf).or(() -> compareRoots(Optional.of(leaf))).or(this::compareTile);
            }
            return wrong.or(() -> tiles.rest().map(LogVerifier::unsound))
                    .or(() -> unexplained(leaves))
                    .or(heartbeats::rest)
                    .orElseGet(() -> new Verdict.Sound(size, chains.size(), expired, heartbeats.heard()));
        }

        // What expired while the log was read is explained behind the checkpoint; the signature is worth as much there.
        private Optional<Verdict> unexplained(Iterator<StoredLeaf> rest) {
            while (!unexplained.isEmpty() && rest.hasNext()) {
                explain(rest.next());
            }
            String what = "the bytes of this entry are gone, and no retention that the log signed explains it";
            return unexplained.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Verdict.Unsound(what, unexplained.first(), "", ""));
        }

        private void explain(StoredLeaf leaf) {
            LoggedLeaf.statement(leaf, trusted).ifPresent(statement -> unexplained.removeAll(statement.leaves()));
        }

        private Optional<Verdict> take(StoredLeaf leaf) {
            if (leaf.index() != tree.size()) {
                return Optional.of(
                        new Verdict.Unsound("an entry is missing at index " + tree.size(), tree.size(), "", ""));
            }
            try {
                LoggedLeaf logged = LoggedLeaf.of(leaf);
                if (!logged.entry().leafHash().equals(leaf.leafHash())
                        || !logged.entry().leafId().equals(leaf.leafId())) {
                    return Optional.of(unsound(notLogged(leaf), leaf));
                }
                Optional<String> lie = logged.contradicted(leaf.columns());
                if (lie.isPresent()) {
                    return Optional.of(unsound("the stored " + lie.get() + " is not what was logged", leaf));
                }
                tree.append(leaf.leafHash());
                tiles.append(leaf.leafHash());
                if (logged.isExpired()) {
                    unexplained.append(leaf.index());
                    expired++;
                }
                explain(leaf);
                return logged.isEvent() ? follow(leaf, logged) : Optional.empty();
            } catch (NoteException e) {
                return Optional.of(unsound(notLogged(leaf), leaf));
            }
        }

        private static String notLogged(StoredLeaf leaf) {
            boolean chunk = leaf.leafId().startsWith(ChunkEnvelope.LEAF_ID_PREFIX);
            if (!chunk && leaf.content().digest().hex().equals(leaf.columns().sha256())) {
                return "the stored event or its salt is not what was logged";
            }
            String thing = chunk ? "recording chunk" : "event";
            return "the stored " + thing + " is not the one that was logged";
        }

        private Optional<Verdict> follow(StoredLeaf leaf, LoggedLeaf logged) throws NoteException {
            StoredLeaf.Columns said = logged.columns();
            Last last = chains.get(said.session());
            ChainHead head = last == null ? ChainHead.START : last.head();
            Verdict.Unsound blame = unsound("the event after it in the session was made after another event", leaf);
            chains.put(said.session(), new Last(blame, logged.head()));
            return switch (head.step(said.seq(), logged.prev(head))) {
                case ChainHead.Step.Linked _ -> heartbeats.event(leaf, logged.head());
                case ChainHead.Step.Missing(var expected, var found) ->
                    Optional.of(unsound("event " + expected + " of the session is missing before " + found, leaf));
                case ChainHead.Step.Repeated repeated ->
                    Optional.of(unsound("number " + repeated.found() + " of the session is used twice", leaf));
                case ChainHead.Step.Unlinked _ -> Optional.of(unlinked(leaf, last));
            };
        }

        // Of two events that do not fit, the earlier one is named: the later one was made when it was still intact.
        private static Verdict unlinked(StoredLeaf leaf, @Nullable Last last) {
            return last == null ? unsound("the session's first event names a predecessor", leaf) : last.blame();
        }

        private Optional<Verdict> compareTile() {
            return tiles.wrong().map(LogVerifier::unsound);
        }

        private Optional<Verdict> compareRoots(Optional<StoredLeaf> last) {
            while (!marks.isEmpty() && marks.getFirst().size() == tree.size()) {
                Checkpoint mark = marks.removeFirst();
                if (!mark.root().equals(tree.root())) {
                    String what = "the first " + mark.size() + " events do not give the root that was signed for them";
                    return Optional.of(last.map(leaf -> unsound(what, leaf)).orElseGet(() -> unsound(what)));
                }
            }
            return Optional.empty();
        }
    }
}
