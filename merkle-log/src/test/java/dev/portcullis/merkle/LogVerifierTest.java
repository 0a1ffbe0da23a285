// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.LogVerifier.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogVerifierTest {

    private static final SignerKey KEY = SignerKey.generate("log.example/test");

    private final List<StoredLeaf> log = new ArrayList<>();
    private final Map<String, ChainHead> heads = new HashMap<>();
    private final Random random = new Random(9162);

    LogVerifierTest() {
        for (int i = 0; i < 120; i++) {
            append("session-" + random.nextInt(5), "{\"event\":" + i + "}");
        }
    }

    @Test
    void findsAnUntouchedLogSound() {
        assertThat(verify(note(120), List.of(note(0), note(1), note(64), note(119))))
                .isEqualTo(new Verdict.Sound(120, 5));
    }

    @Test
    void findsTheEmptyLogSound() {
        log.clear();
        assertThat(verify(note(0), List.of())).isEqualTo(new Verdict.Sound(0, 0));
    }

    @Test
    void looksOnlyAsFarAsTheCheckpoint() {
        String note = note(100);
        log.set(110, with(log.get(110), "altered"));
        assertThat(verify(note, List.of())).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void namesEveryEventWhoseBytesWereAltered() {
        String note = note(120);
        for (int i = 0; i < 120; i++) {
            StoredLeaf good = log.get(i);
            log.set(i, with(good, "altered"));
            assertThat(verify(note, List.of()))
                    .isEqualTo(new Verdict.Unsound(
                            "the stored event is not the one that was logged", i, good.eventId(), good.sessionId()));
            log.set(i, good);
        }
    }

    @Test
    void namesAnEventWhoseColumnsWereAltered() {
        String note = note(120);
        StoredLeaf good = log.get(7);
        for (StoredLeaf bent : List.of(
                leaf(7, good, "other", good.sessionId(), good.seq(), good.prev()),
                leaf(7, good, "", good.sessionId(), good.seq(), good.prev()),
                leaf(7, good, good.eventId(), "other", good.seq(), good.prev()),
                leaf(7, good, good.eventId(), good.sessionId(), good.seq() + 1, good.prev()),
                leaf(7, good, good.eventId(), good.sessionId(), -1, good.prev()))) {
            log.set(7, bent);
            assertThat(unsound(verify(note, List.of())).leafIndex()).isEqualTo(7);
        }
    }

    @Test
    void namesTheAlteredEventByItsSuccessorEvenWhenItsLeafWasForgedToo() {
        String note = note(120);
        int at = 10;
        StoredLeaf good = log.get(at);
        LeafEnvelope forged = new LeafEnvelope(
                good.eventId(), Digest.sha256("altered".getBytes(UTF_8)), good.sessionId(), good.seq());
        log.set(
                at,
                new StoredLeaf(
                        at,
                        StoredLeaf.Event.of("altered".getBytes(UTF_8)),
                        forged.leafHash(),
                        good.eventId(),
                        good.sessionId(),
                        good.seq(),
                        good.prev()));
        assertThat(unsound(verify(note, List.of())).eventId()).isEqualTo(good.eventId());
    }

    @Test
    void refusesAWholeLogThatWasForgedConsistently() {
        String note = note(120);
        String earlier = note(60);
        log.clear();
        heads.clear();
        for (int i = 0; i < 120; i++) {
            append("session-1", "{\"forged\":" + i + "}");
        }
        Verdict.Unsound verdict = unsound(verify(note, List.of(earlier)));
        assertThat(verdict.what()).contains("the first 60 events do not give the root");
        assertThat(verdict.leafIndex()).isEqualTo(59);
    }

    @Test
    void findsAnEventThatWasTakenOut() {
        String note = note(120);
        log.remove(50);
        assertThat(unsound(verify(note, List.of())).what()).contains("missing at index 50");
    }

    @Test
    void findsThatTheNewestEventsWereCutOff() {
        String before = note(120);
        log.subList(100, 120).clear();
        assertThat(unsound(verify(before, List.of())).what()).contains("ends after 100");
        assertThat(unsound(verify(note(100), List.of(before))).what()).contains("cut back");
    }

    @Test
    void findsAGapARepetitionAndABrokenLinkThatWereLoggedAsSuch() {
        assertThat(unsoundAfter(head -> new ChainHead(head.seq() + 1, head.digest())))
                .contains("is missing before");
        assertThat(unsoundAfter(head -> new ChainHead(head.seq() - 1, head.digest())))
                .contains("used twice");
        assertThat(unsoundAfter(head -> new ChainHead(head.seq(), Digest.ZERO))).contains("after another event");
    }

    @Test
    void refusesASessionThatStartsInTheMiddle() {
        heads.put("late", new ChainHead(0, KEY_DIGEST));
        append("late", "{}");
        assertThat(unsound(verify(note(121), List.of())).what()).contains("first event names a predecessor");
    }

    @Test
    void toleratesRecordsThatBelongToNoSession() {
        LeafEnvelope envelope = new LeafEnvelope("quarantine:t/0/1", Digest.sha256("junk".getBytes(UTF_8)), "", 0);
        log.add(new StoredLeaf(
                120,
                StoredLeaf.Event.of("junk".getBytes(UTF_8)),
                envelope.leafHash(),
                envelope.eventId(),
                "",
                0,
                Digest.ZERO));
        assertThat(verify(note(121), List.of())).isEqualTo(new Verdict.Sound(121, 5));
    }

    @Test
    void refusesACheckpointThatIsNotSignedByTheTrustedKey() {
        String note = new Checkpoint("log.example/test", 0, TreeHashing.EMPTY_ROOT)
                .sign(SignerKey.generate("log.example/test"))
                .note();
        assertThat(unsound(verify(note, List.of())).what()).startsWith("checkpoint: not signed");
        assertThat(unsound(verify("garbage", List.of())).what()).startsWith("checkpoint: ");
        assertThat(unsound(verify(note(120), List.of(note))).what()).startsWith("checkpoint: ");
    }

    @Test
    void writesTheLeafAsCanonicalJson() {
        LeafEnvelope leaf = new LeafEnvelope("a\"b\\\n\u0001é", Digest.ZERO, "s", 3);
        assertThat(new String(leaf.bytes(), UTF_8))
                .isEqualTo("{\"event_id\":\"a\\\"b\\\\\\n\\u0001é\",\"seq\":3,\"session\":\"s\",\"sha256\":\""
                        + "0".repeat(64) + "\",\"v\":1}");
    }

    private static final Digest KEY_DIGEST = Digest.sha256("x".getBytes(UTF_8));

    private String unsoundAfter(java.util.function.UnaryOperator<ChainHead> bend) {
        List<StoredLeaf> kept = List.copyOf(log);
        ChainHead head = heads.get("session-1");
        heads.put("session-1", bend.apply(head));
        append("session-1", "{\"late\":true}");
        String what = unsound(verify(note(log.size()), List.of())).what();
        log.clear();
        log.addAll(kept);
        heads.put("session-1", head);
        return what;
    }

    private void append(String session, String body) {
        ChainHead head = heads.getOrDefault(session, ChainHead.START);
        byte[] bytes = body.getBytes(UTF_8);
        Digest digest = Digest.sha256(bytes);
        LeafEnvelope envelope = new LeafEnvelope("event-" + log.size(), digest, session, head.seq() + 1);
        log.add(new StoredLeaf(
                log.size(),
                StoredLeaf.Event.of(bytes),
                envelope.leafHash(),
                envelope.eventId(),
                session,
                envelope.seq(),
                head.digest()));
        heads.put(session, new ChainHead(envelope.seq(), digest));
    }

    private String note(int size) {
        TreeFrontier tree = new TreeFrontier();
        log.subList(0, size).forEach(leaf -> tree.append(leaf.leafHash()));
        return new Checkpoint("log.example/test", size, tree.root()).sign(KEY).note();
    }

    private Verdict verify(String newest, List<String> earlier) {
        return new LogVerifier(KEY.verifier()).verify(newest, earlier, log.iterator());
    }

    private static Verdict.Unsound unsound(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Unsound.class);
        return (Verdict.Unsound) verdict;
    }

    private static StoredLeaf with(StoredLeaf leaf, String body) {
        return new StoredLeaf(
                leaf.index(),
                StoredLeaf.Event.of(body.getBytes(UTF_8)),
                leaf.leafHash(),
                leaf.eventId(),
                leaf.sessionId(),
                leaf.seq(),
                leaf.prev());
    }

    private static StoredLeaf leaf(long index, StoredLeaf of, String id, String session, long seq, Digest prev) {
        return new StoredLeaf(index, of.event(), of.leafHash(), id, session, seq, prev);
    }
}
