// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.StoredLeaf.Columns;
import dev.portcullis.merkle.StoredLeaf.Content;
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
                .isEqualTo(new Verdict.Sound(120, 5, 0));
    }

    @Test
    void findsTheEmptyLogSound() {
        log.clear();
        assertThat(verify(note(0), List.of())).isEqualTo(new Verdict.Sound(0, 0, 0));
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
            for (String altered : List.of("altered", "", text(good).replace("\"body\":", "\"bodi\":"))) {
                log.set(i, with(good, altered));
                assertThat(verify(note, List.of()))
                        .isEqualTo(new Verdict.Unsound(
                                "the stored event is not the one that was logged",
                                i,
                                good.leafId(),
                                good.columns().session()));
            }
            log.set(i, good);
        }
    }

    @Test
    void namesAnEventWhoseColumnsWereAltered() {
        String note = note(120);
        StoredLeaf good = log.get(7);
        assertThat(good.columns().salt()).isEmpty();
        Columns c = good.columns();
        for (Columns bent : List.of(
                new Columns("other", c.seq(), c.prev(), c.kind(), c.classUid(), c.time(), c.sha256()),
                new Columns(c.session(), c.seq() + 1, c.prev(), c.kind(), c.classUid(), c.time(), c.sha256()),
                new Columns(
                        c.session(), c.seq(), Digest.ZERO.hex() + " ", c.kind(), c.classUid(), c.time(), c.sha256()),
                new Columns(c.session(), c.seq(), c.prev(), "policy.changed", c.classUid(), c.time(), c.sha256()),
                new Columns(c.session(), c.seq(), c.prev(), c.kind(), 1, c.time(), c.sha256()),
                new Columns(c.session(), c.seq(), c.prev(), c.kind(), c.classUid(), "yesterday", c.sha256()),
                new Columns(c.session(), c.seq(), c.prev(), c.kind(), c.classUid(), c.time(), ""))) {
            log.set(7, new StoredLeaf(7, good.leafId(), good.leafHash(), good.content(), bent));
            assertThat(unsound(verify(note, List.of())).leafIndex()).isEqualTo(7);
        }
        for (String id : List.of("other", "", "quarantine:x", "recording:x", "recording:")) {
            log.set(7, new StoredLeaf(7, id, good.leafHash(), good.content(), c));
            assertThat(unsound(verify(note, List.of())).leafIndex()).isEqualTo(7);
        }
    }

    @Test
    void namesTheAlteredEventByItsSuccessorEvenWhenItsLeafWasForgedToo() throws NoteException {
        String note = note(120);
        int at = 10;
        StoredLeaf good = log.get(at);
        byte[] altered = text(good).replace("\"body\":", "\"bodi\":").getBytes(UTF_8);
        log.set(at, stored(at, altered));
        assertThat(unsound(verify(note, List.of())).eventId()).isEqualTo(good.leafId());
    }

    @Test
    void namesARecordingChunkThatWasAlteredOrMoved() {
        StoredLeaf chunk = chunk(120, "c-1", "session-1", 1);
        log.add(chunk);
        String note = note(121);
        assertThat(verify(note, List.of())).isEqualTo(new Verdict.Sound(121, 5, 0));
        Columns c = chunk.columns();
        for (StoredLeaf bent : List.of(
                with(chunk, "other bytes"),
                with(chunk, new Columns("session-2", c.seq(), c.prev(), c.kind(), c.classUid(), c.time(), c.sha256())),
                with(chunk, new Columns(c.session(), 2, c.prev(), c.kind(), c.classUid(), c.time(), c.sha256())),
                with(chunk, new Columns(c.session(), 0, c.prev(), c.kind(), c.classUid(), c.time(), c.sha256())))) {
            log.set(120, bent);
            assertThat(verify(note, List.of()))
                    .isEqualTo(new Verdict.Unsound(
                            "the stored recording chunk is not the one that was logged",
                            120,
                            "recording:c-1",
                            bent.columns().session()));
        }
        log.set(120, with(chunk, new Columns(c.session(), 1, c.prev(), c.kind(), c.classUid(), c.time(), "")));
        assertThat(unsound(verify(note, List.of())).what()).isEqualTo("the stored sha256 is not what was logged");
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
        byte[] junk = "junk".getBytes(UTF_8);
        Digest digest = Digest.sha256(junk);
        String id = "quarantine:t:0:1";
        log.add(new StoredLeaf(
                120,
                id,
                new LeafEnvelope(id, digest, "", 0, false).leafHash(),
                Content.of(junk),
                new Columns("", 0, Digest.ZERO.hex(), "quarantined", 0, "1970-01-01T00:00:00Z", digest.hex())));
        assertThat(verify(note(121), List.of())).isEqualTo(new Verdict.Sound(121, 5, 0));
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
    void takesEntriesThatTheLogSignedAwayForExpired() {
        log.set(7, expired(log.get(7)));
        log.set(8, expired(log.get(8)));
        log.set(30, expired(log.get(30)));
        String what = "the bytes of this entry are gone, and no retention that the log signed explains it";
        assertThat(verify(note(120), List.of())).isEqualTo(new Verdict.Unsound(what, 7, "", ""));

        append("service", statement(KEY, List.of(7L, 8L)));
        assertThat(verify(note(121), List.of())).isEqualTo(new Verdict.Unsound(what, 30, "", ""));
        // Behind the checkpoint, too: it expired while the log was read.
        append("service", statement(KEY, List.of(30L, 31L)));
        assertThat(verify(note(121), List.of())).isEqualTo(new Verdict.Sound(121, 6, 3));
        assertThat(verify(note(122), List.of())).isEqualTo(new Verdict.Sound(122, 6, 3));
    }

    @Test
    void takesNobodyElsesWordForRetention() {
        log.set(7, expired(log.get(7)));
        append("service", statement(SignerKey.generate("log.example/test"), List.of(7L)));
        append("service", "\"none\"");
        assertThat(unsound(verify(note(122), List.of())).leafIndex()).isEqualTo(7);
        String checkpoint =
                KEY.sign("log.example/test\n7\n" + Digest.ZERO.base64() + "\n").note();
        append("service", quoted(checkpoint));
        assertThat(unsound(verify(note(123), List.of())).leafIndex()).isEqualTo(7);
    }

    @Test
    void goesOnCheckingWhatIsLeftOfAnExpiredEntry() {
        append("service", statement(KEY, List.of(7L)));
        StoredLeaf gone = expired(log.get(7));
        Columns said = gone.columns();
        for (Columns lie : List.of(
                new Columns("other", said.seq(), said.prev(), said.kind(), 0, said.time(), said.sha256()),
                new Columns(said.session(), 99, said.prev(), said.kind(), 0, said.time(), said.sha256()),
                new Columns(said.session(), said.seq(), "x", said.kind(), 0, said.time(), said.sha256()),
                new Columns(said.session(), said.seq(), said.prev(), said.kind(), 1, said.time(), said.sha256()),
                new Columns(said.session(), said.seq(), said.prev(), said.kind(), 0, "", said.sha256()),
                new Columns(said.session(), said.seq(), said.prev(), said.kind(), 0, said.time(), KEY_DIGEST.hex()),
                new Columns(said.session(), said.seq(), said.prev(), said.kind(), 0, said.time(), "none"))) {
            log.set(7, with(gone, lie));
            assertThat(unsound(verify(note(121), List.of())).leafIndex())
                    .as(lie.toString())
                    .isEqualTo(7);
        }
        log.set(7, with(gone, "{}"));
        assertThat(unsound(verify(note(121), List.of())).leafIndex()).isEqualTo(7);
        log.set(7, gone);
        assertThat(verify(note(121), List.of())).isEqualTo(new Verdict.Sound(121, 6, 1));
    }

    @Test
    void takesChunksForExpiredWhetherTheyWereSealedOrNot() {
        for (boolean sealed : List.of(true, false)) {
            ChunkEnvelope entry = new ChunkEnvelope("c" + sealed, KEY_DIGEST, "s", 3, sealed);
            Columns columns = new Columns("s", 3, Digest.ZERO.hex(), StoredLeaf.EXPIRED_KIND, 0, "", KEY_DIGEST.hex());
            log.add(new StoredLeaf(log.size(), entry.leafId(), entry.leafHash(), Content.of(new byte[0]), columns));
        }
        assertThat(unsound(verify(note(122), List.of())).leafIndex()).isEqualTo(120);
        append("service", statement(KEY, List.of(120L, 121L)));
        assertThat(verify(note(123), List.of())).isEqualTo(new Verdict.Sound(123, 6, 2));
    }

    @Test
    void writesTheLeafOfAChunkAsCanonicalJson() {
        ChunkEnvelope leaf = new ChunkEnvelope("c", Digest.ZERO, "s", 3, false);
        assertThat(new String(leaf.bytes(), UTF_8))
                .isEqualTo("{\"chunk_id\":\"c\",\"number\":3,\"session\":\"s\",\"sha256\":\"" + "0".repeat(64)
                        + "\",\"v\":1}");
        ChunkEnvelope sealed = new ChunkEnvelope("c", Digest.ZERO, "s", 3, true);
        assertThat(new String(sealed.bytes(), UTF_8))
                .isEqualTo("{\"chunk_id\":\"c\",\"number\":3,\"session\":\"s\",\"sha256\":\"" + "0".repeat(64)
                        + "\",\"v\":2}");
    }

    @Test
    void writesTheLeafAsCanonicalJson() {
        LeafEnvelope leaf = new LeafEnvelope("a\"b\\\n\u0001é", Digest.ZERO, "s", 3, false);
        assertThat(new String(leaf.bytes(), UTF_8))
                .isEqualTo("{\"event_id\":\"a\\\"b\\\\\\n\\u0001é\",\"seq\":3,\"session\":\"s\",\"sha256\":\""
                        + "0".repeat(64) + "\",\"v\":1}");
        LeafEnvelope salted = new LeafEnvelope("e", Digest.ZERO, "s", 3, true);
        assertThat(new String(salted.bytes(), UTF_8))
                .isEqualTo("{\"commitment\":\"" + "0".repeat(64)
                        + "\",\"event_id\":\"e\",\"seq\":3,\"session\":\"s\",\"v\":2}");
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
        boolean stating = session.equals("service");
        ChainHead head = heads.getOrDefault(session, ChainHead.START);
        byte[] event = """
                {"class_uid":6005,"time":1785672000123,"metadata":{"uid":"event-%d","sequence":%d,"correlation_uid":"%s"},\
                "unmapped":{"portcullis":{"kind":"%s","prev":"%s","%s":%s}}}""".formatted(
                        log.size(),
                        head.seq() + 1,
                        session,
                        stating ? "retention.applied" : "command.intent",
                        head.digest().hex(),
                        stating ? "statement" : "body",
                        body)
                .getBytes(UTF_8);
        log.add(stored(log.size(), event));
        heads.put(session, new ChainHead(head.seq() + 1, Digest.sha256(event)));
    }

    private static StoredLeaf expired(StoredLeaf leaf) {
        Columns said = leaf.columns();
        Columns left = new Columns(
                said.session(),
                said.seq(),
                Digest.ZERO.hex(),
                StoredLeaf.EXPIRED_KIND,
                0,
                "1970-01-01T00:00:00Z",
                Salt.fromHex(said.salt()).commit(leaf.content().bytes()).hex());
        return new StoredLeaf(leaf.index(), leaf.leafId(), leaf.leafHash(), Content.of(new byte[0]), left);
    }

    private static String statement(SignerKey key, List<Long> leaves) {
        return quoted(RetentionStatement.of("events", leaves).sign(key).note());
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    /// Every third entry is one without, as all were once.
    private static Salt salt(int index) {
        return index % 3 == 1
                ? Salt.NONE
                : Salt.of(Digest.sha256(new byte[] {(byte) index}).bytes());
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

    private static StoredLeaf chunk(int index, String id, String session, int number) {
        Content body = Content.of("chunk".getBytes(UTF_8));
        ChunkEnvelope entry = new ChunkEnvelope(id, body.digest(), session, number, false);
        Columns columns = new Columns(
                session,
                number,
                Digest.ZERO.hex(),
                "recording",
                0,
                "",
                body.digest().hex());
        return new StoredLeaf(index, entry.leafId(), entry.leafHash(), body, columns);
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
                leaf.index(), leaf.leafId(), leaf.leafHash(), Content.of(body.getBytes(UTF_8)), leaf.columns());
    }

    private static StoredLeaf with(StoredLeaf leaf, Columns columns) {
        return new StoredLeaf(leaf.index(), leaf.leafId(), leaf.leafHash(), leaf.content(), columns);
    }

    private static String text(StoredLeaf leaf) {
        return new String(leaf.content().bytes(), UTF_8);
    }
}
