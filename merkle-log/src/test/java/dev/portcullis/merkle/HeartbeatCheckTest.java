// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.HeartbeatStatement.Place;
import dev.portcullis.merkle.LogVerifier.Heard;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.StoredLeaf.Columns;
import dev.portcullis.merkle.StoredLeaf.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Logs from which something was taken before it was stored, so that everything that is in them holds.
class HeartbeatCheckTest {
    private static final SignerKey LOG = SignerKey.generate("log.example/test");
    private static final SignerKey GATEWAY = SignerKey.generate("gw");
    private static final SignerKey OTHER = SignerKey.generate("gw");
    private static final String OWN = "gw-1-chain";

    private final List<StoredLeaf> log = new ArrayList<>();
    private final Map<String, ChainHead> heads = new HashMap<>();
    private Instant now = Instant.parse("2026-11-28T10:00:00Z");
    private SignerKey signer = GATEWAY;
    private long beats;

    @Test
    void isContentWithALogThatHoldsWhatWasNamedBeforeOrAfterIt() {
        session("a", 3);
        beat(kept("a", false));
        session("a", 2);
        session("b", 4);
        beat(kept("a", true), kept("b", true));
        ChainHead late = headOf("c", 2);
        beat(new Kept("c", 2, late.digest(), false));
        session("c", 2);
        later(Duration.ofHours(1));

        assertThat(verify()).isEqualTo(sound(3, 0, 0));
    }

    @Test
    void namesASessionOfWhichTheLogHasNothing() {
        session("a", 3);
        beat(new Kept("gone", 7, Digest.ZERO, true), kept("a", true));
        String heartbeat = log.getLast().leafId();
        long index = log.getLast().index();
        later(LogVerifier.GRACE);

        assertThat(verify())
                .isEqualTo(new Verdict.Unsound(
                        "gateway gw-1 signed to have written event 7 of the session, and the log has nothing of it",
                        index,
                        heartbeat,
                        "gone"));
        assertThat(new LogVerifier(LOG.verifier()).verify(note(), List.of(), log.iterator()))
                .as("without the gateway's key nobody could tell")
                .isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void namesASessionWhoseNewestEventsWereTakenAway() {
        session("a", 3);
        beat(new Kept("a", 5, Digest.ZERO, true));
        later(Duration.ofMinutes(11));
        assertThat(unsound().what())
                .isEqualTo(
                        "gateway gw-1 signed to have written event 5 of the session, and the log ends with its event 3");
        assertThat(unsound().sessionId()).isEqualTo("a");
    }

    @Test
    void namesASessionThatWasExchangedWhetherItCameBeforeOrAfterTheHeartbeat() {
        session("a", 3);
        beat(new Kept("a", 2, headOf("elsewhere", 2).digest(), false));
        assertThat(unsound().what())
                .isEqualTo("event 2 of the session is not the one that gateway gw-1 signed to have written");

        log.clear();
        heads.clear();
        beat(new Kept("a", 2, headOf("elsewhere", 2).digest(), false));
        session("a", 1);
        assertThat(verify()).isInstanceOf(Verdict.Sound.class);
        session("a", 1);
        assertThat(unsound().sessionId()).isEqualTo("a");
    }

    @Test
    void waitsForWhatWasNamedLast() {
        session("a", 3);
        beat(kept("a", false), new Kept("b", 1, Digest.ZERO, false));
        later(LogVerifier.GRACE.minusMillis(1));
        assertThat(verify()).isEqualTo(sound(1, 0, 1));
        later(Duration.ofMillis(1));
        assertThat(unsound().sessionId()).isEqualTo("b");
    }

    /// Idle or not: what the first heartbeat named is due from then on, whatever the next ones name.
    @Test
    void namesASessionThatItsGatewayStillLists() {
        for (int idle = 1; idle >= 0; idle--) {
            log.clear();
            heads.clear();
            for (int minute = 0; minute < 60; minute++) {
                long seq = idle == 1 ? 5 : 5 + minute;
                beat(new Kept("gone", seq, Digest.sha256(new byte[] {(byte) seq}), true));
                now = now.plus(Duration.ofMinutes(1));
            }
            assertThat(unsound().what())
                    .isEqualTo("gateway gw-1 signed to have written event 5 of the session,"
                            + " and the log has nothing of it");
        }
    }

    @Test
    void namesAGatewayThatSignedTwoStories() {
        beat(new Kept("a", 5, headOf("one", 5).digest(), true));
        beat(new Kept("a", 5, headOf("other", 5).digest(), true));
        assertThat(unsound().what())
                .isEqualTo("gateway gw-1 signed to have written another event 5 of the session before");
    }

    @Test
    void takesNobodysWordButTheGatewaysAndForItsPlaceOnly() {
        Kept lie = new Kept("never", 9, Digest.ZERO, true);
        signer = OTHER;
        beat(lie);
        signer = GATEWAY;
        event(OWN, "gateway.heartbeat", "\"statement\":\"\"");
        event(OWN, "gateway.heartbeat", "\"other\":\"\"");
        event(OWN, "gateway.heartbeat", statement(new Place(OWN, 1, Digest.ZERO, now.toEpochMilli()), lie));
        event("bad chain", "gateway.heartbeat", statement(new Place(OWN, 1, Digest.ZERO, now.toEpochMilli()), lie));
        later(Duration.ofHours(1));

        assertThat(verify()).isInstanceOfSatisfying(Verdict.Sound.class, sound -> {
            assertThat(sound.heard().believed()).isZero();
            assertThat(sound.heard().refused()).isEqualTo(5);
            assertThat(sound.heard().firstRefused()).isEqualTo("event-0: it is signed by no key that is known");
        });
    }

    @Test
    void comparesOnlyTheNumberOfWhatExpired() {
        session("a", 3);
        Kept named = kept("a", true);
        for (int i = 0; i < 3; i++) {
            StoredLeaf leaf = log.get(i);
            Columns said = leaf.columns();
            log.set(
                    i,
                    new StoredLeaf(
                            i,
                            leaf.leafId(),
                            leaf.leafHash(),
                            Content.of(new byte[0]),
                            new Columns(
                                    "a",
                                    said.seq(),
                                    Digest.ZERO.hex(),
                                    StoredLeaf.EXPIRED_KIND,
                                    0,
                                    "1970-01-01T00:00:00Z",
                                    salt(i).commit(leaf.content().bytes()).hex())));
        }
        beat(named);
        String retained =
                RetentionStatement.of("events", List.of(0L, 1L, 2L)).sign(LOG).note();
        event("svc-audit", "retention.applied", "\"statement\":" + quoted(retained));
        assertThat(verify()).isEqualTo(new Verdict.Sound(5, 3, 3, new Heard(1, 0, "", 0)));

        beat(new Kept("a", 4, Digest.ZERO, true));
        later(Duration.ofHours(1));
        assertThat(unsound().what()).contains("ends with its event 3");
    }

    @Test
    void remembersOnlyWhatMayStillBeAskedFor() {
        ChainDigests digests = new ChainDigests();
        List<Digest> all = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            all.add(Digest.sha256(new byte[] {(byte) i}));
            digests.append(all.getLast());
            if (i % 7 == 0) {
                digests.dropBefore(i - 1);
                assertThat(digests.of(i - 2)).isEmpty();
                assertThat(digests.of(i - 1)).contains(all.get(i - 2));
            }
            assertThat(digests.last()).isEqualTo(i);
            assertThat(digests.of(i)).contains(all.getLast());
            assertThat(digests.of(i + 1)).isEmpty();
        }
    }

    private Verdict sound(long believed, long refused, long notDue) {
        return new Verdict.Sound(log.size(), heads.size(), 0, new Heard(believed, refused, "", notDue));
    }

    private Verdict verify() {
        Collection<VerifierKey> keys = List.of(GATEWAY.verifier());
        return new LogVerifier(LogKeys.of(LOG.verifier()), keys).verify(note(), List.of(), log.iterator());
    }

    private Verdict.Unsound unsound() {
        Verdict verdict = verify();
        assertThat(verdict).isInstanceOf(Verdict.Unsound.class);
        return (Verdict.Unsound) verdict;
    }

    private void session(String id, int events) {
        for (int i = 0; i < events; i++) {
            event(id, "command.intent", "\"body\":1");
        }
    }

    /// What the chain's head would be with so many events, were they written now.
    private ChainHead headOf(String session, int events) {
        int before = log.size();
        Map<String, ChainHead> known = new HashMap<>(heads);
        // Ids are those that the events will have: one heartbeat comes before them.
        log.add(stored(log.size(), json("filler", "x", "\"body\":1")));
        session(session, events);
        ChainHead head = heads.get(session);
        log.subList(before, log.size()).clear();
        heads.clear();
        heads.putAll(known);
        return head;
    }

    private Kept kept(String session, boolean ended) {
        ChainHead head = heads.get(session);
        return new Kept(session, head.seq(), head.digest(), ended);
    }

    private void beat(Kept... chains) {
        ChainHead own = heads.getOrDefault(OWN, ChainHead.START);
        event(
                OWN,
                "gateway.heartbeat",
                statement(new Place(OWN, own.seq() + 1, own.digest(), now.toEpochMilli()), chains));
    }

    private String statement(Place place, Kept... chains) {
        return "\"statement\":"
                + quoted(new HeartbeatStatement("gw-1", place, ++beats, 1, 1, false, List.of(chains))
                        .sign(signer)
                        .note());
    }

    private void later(Duration time) {
        now = now.plus(time);
        event("svc-audit", "audit.other", "\"body\":1");
    }

    private void event(String chain, String kind, String member) {
        byte[] event = json(chain, kind, member);
        log.add(stored(log.size(), event));
        heads.put(
                chain, new ChainHead(heads.getOrDefault(chain, ChainHead.START).seq() + 1, Digest.sha256(event)));
    }

    private byte[] json(String chain, String kind, String member) {
        ChainHead head = heads.getOrDefault(chain, ChainHead.START);
        return """
                {"class_uid":6005,"time":%d,"metadata":{"uid":"event-%d","sequence":%d,"correlation_uid":"%s"},\
                "unmapped":{"portcullis":{"kind":"%s","prev":"%s",%s}}}""".formatted(
                        now.toEpochMilli(),
                        log.size(),
                        head.seq() + 1,
                        chain,
                        kind,
                        head.digest().hex(),
                        member)
                .getBytes(UTF_8);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    private static Salt salt(int index) {
        return Salt.of(Digest.sha256(new byte[] {(byte) index}).bytes());
    }

    private static StoredLeaf stored(int index, byte[] event) {
        try {
            LoggedLeaf logged = LoggedLeaf.ofEvent(event, salt(index));
            return new StoredLeaf(
                    index, logged.entry().leafId(), logged.entry().leafHash(), Content.of(event), logged.columns());
        } catch (NoteException e) {
            throw new AssertionError(e);
        }
    }

    private String note() {
        TreeFrontier tree = new TreeFrontier();
        log.forEach(leaf -> tree.append(leaf.leafHash()));
        return new Checkpoint("log.example/test", log.size(), tree.root())
                .sign(LOG)
                .note();
    }
}
