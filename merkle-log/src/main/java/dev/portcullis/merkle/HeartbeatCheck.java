// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.HeartbeatStatement.Place;
import dev.portcullis.merkle.LogVerifier.Heard;
import dev.portcullis.merkle.LogVerifier.Verdict;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Compares what gateways signed of their sessions with the sessions that are in a log, in one pass over its
/// events. The log itself cannot show that all of a session is missing; its gateway's heartbeats can.
final class HeartbeatCheck {
    private static final String KIND = "gateway.heartbeat";

    private final List<VerifierKey> keys;
    private final long graceMillis;
    private final Map<String, ChainDigests> chains = new HashMap<>();
    private final Map<String, TreeMap<Long, Claim>> open = new TreeMap<>();
    private long newest = Long.MIN_VALUE;
    private long believed;
    private long refused;
    private String firstRefused = "";

    /// @param keys of gateways; without any nothing is compared
    /// @param grace how long what a heartbeat names may come after it, by the times of events
    HeartbeatCheck(List<VerifierKey> keys, Duration grace) {
        this.keys = keys;
        this.graceMillis = grace.toMillis();
    }

    private record Claim(Kept kept, String gateway, long millis, StoredLeaf said) {}

    /// The next event of a chain, of which all before it were told.
    ///
    /// @return what is wrong, if it is not what its gateway signed, or names what is not
    Optional<Verdict> event(StoredLeaf leaf, ChainHead head) throws NoteException {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        StoredLeaf.Columns said = leaf.columns();
        chains.computeIfAbsent(said.session(), _ -> new ChainDigests()).append(head.digest());
        newest = Math.max(newest, millis(said));
        Optional<Verdict> wrong = keep(said.session(), said.seq());
        return wrong.isEmpty() && said.kind().equals(KIND) ? heartbeat(leaf) : wrong;
    }

    /// What is wrong, when the log is over: what was named, and should have come by then, and has not.
    Optional<Verdict> rest() {
        return open.values().stream()
                .map(TreeMap::firstEntry)
                .map(Map.Entry::getValue)
                .filter(claim -> newest - claim.millis() >= graceMillis)
                .findFirst()
                .map(this::missing);
    }

    Heard heard() {
        return new Heard(believed, refused, firstRefused, open.size());
    }

    private Optional<Verdict> heartbeat(StoredLeaf leaf) throws NoteException {
        HeartbeatStatement statement;
        try {
            statement = verified(leaf);
        } catch (NoteException | IllegalArgumentException e) {
            if (refused++ == 0) {
                firstRefused = leaf.leafId() + ": " + e.getMessage();
            }
            return Optional.empty();
        }
        believed++;
        for (Kept kept : statement.chains()) {
            Claim claim = new Claim(kept, statement.gateway(), statement.place().millis(), leaf);
            // The first to name it stays: it is due from then on, however often it is named again.
            Claim before =
                    open.computeIfAbsent(kept.chain(), _ -> new TreeMap<>()).putIfAbsent(kept.seq(), claim);
            if (before != null && !before.kept().head().equals(kept.head())) {
                return Optional.of(unsound(
                        claim,
                        "gateway " + claim.gateway() + " signed to have written another event " + kept.seq()
                                + " of the session before"));
            }
            ChainDigests chain = chains.get(kept.chain());
            Optional<Verdict> wrong = chain == null ? Optional.empty() : keep(kept.chain(), chain.last());
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private HeartbeatStatement verified(StoredLeaf leaf) throws NoteException {
        Object note = JsonCursor.members(leaf.content().bytes()).get("unmapped.portcullis.statement");
        if (!(note instanceof String text)) {
            throw new NoteException("it is not signed");
        }
        HeartbeatStatement statement = HeartbeatStatement.open(text, keys);
        StoredLeaf.Columns said = leaf.columns();
        // Good for this event only: one that was heard before says nothing when it is said again.
        if (!statement.place().equals(new Place(said.session(), said.seq(), digest(said.prev()), millis(said)))) {
            throw new NoteException("what is signed is of another event");
        }
        return statement;
    }

    /// Compares what was claimed of a chain up to this number, and forgets both.
    private Optional<Verdict> keep(String session, long reached) {
        TreeMap<Long, Claim> claims = open.get(session);
        ChainDigests chain = chains.get(session);
        if (claims == null || chain == null) {
            return Optional.empty();
        }
        while (!claims.isEmpty() && claims.firstKey() <= reached) {
            Claim claim = claims.pollFirstEntry().getValue();
            Optional<Digest> stored = chain.of(claim.kept().seq());
            // Zero where the digest went with the bytes when they expired; the number is still bound by the leaf.
            if (stored.isPresent()
                    && !stored.get().equals(Digest.ZERO)
                    && !stored.get().equals(claim.kept().head())) {
                return Optional.of(unsound(
                        claim,
                        "event " + claim.kept().seq() + " of the session is not the one that gateway " + claim.gateway()
                                + " signed to have written"));
            }
            chain.dropBefore(claim.kept().seq());
        }
        if (claims.isEmpty()) {
            open.remove(session);
        }
        return Optional.empty();
    }

    private Verdict missing(Claim claim) {
        ChainDigests chain = chains.get(claim.kept().chain());
        return unsound(
                claim,
                "gateway " + claim.gateway() + " signed to have written event "
                        + claim.kept().seq() + " of the session, and the log "
                        + (chain == null ? "has nothing of it" : "ends with its event " + chain.last()));
    }

    private static Verdict unsound(Claim claim, String what) {
        return new Verdict.Unsound(
                what, claim.said().index(), claim.said().leafId(), claim.kept().chain());
    }

    private static Digest digest(String hex) throws NoteException {
        try {
            return Digest.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw new NoteException("it names no predecessor", e);
        }
    }

    private static long millis(StoredLeaf.Columns said) {
        try {
            return Instant.parse(said.time()).toEpochMilli();
        } catch (DateTimeException _) {
            // Of what expired there is no time any more.
            return Long.MIN_VALUE;
        }
    }
}
