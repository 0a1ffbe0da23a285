// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.StoredLeaf.Columns;
import dev.portcullis.merkle.StoredLeaf.Content;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Leaves with a salt beside leaves from before there were salts, in one log.
class SaltedLeavesTest {

    private static final SignerKey KEY = SignerKey.generate("log.example/test");
    private static final int SIZE = 12;
    private static final int FIRST_SALTED = 4;

    private final List<StoredLeaf> log = new ArrayList<>();
    private Digest prev = Digest.ZERO;

    SaltedLeavesTest() throws NoteException {
        for (int i = 0; i < SIZE; i++) {
            append("command.intent", "\"body\":" + i);
        }
    }

    @Test
    void findsALogSoundThatBeganWithoutSalts() {
        assertThat(verify(SIZE)).isEqualTo(new Verdict.Sound(SIZE, 1, 0));
        assertThat(log.get(FIRST_SALTED - 1).columns().salt()).isEmpty();
        assertThat(log.get(FIRST_SALTED).columns().salt()).hasSize(64);
    }

    @Test
    void namesAnEventWhoseSaltWasAlteredTakenOutOrPutIn() {
        for (int i = 0; i < SIZE; i++) {
            StoredLeaf good = log.get(i);
            for (String other : List.of("", "0".repeat(64), "0".repeat(63), "none")) {
                if (other.equals(good.columns().salt())) {
                    continue;
                }
                log.set(i, with(good, good.columns().sha256(), other));
                assertThat(verify(SIZE))
                        .isEqualTo(new Verdict.Unsound(
                                "the stored event or its salt is not what was logged", i, good.leafId(), "s"));
            }
            log.set(i, good);
        }
    }

    @Test
    void takesNoSaltBesideAnEventThatExpired() throws NoteException {
        StoredLeaf gone = expired(log.get(8));
        append("retention.applied", statementOf(8));
        log.set(8, gone);
        assertThat(verify(SIZE + 1)).isEqualTo(new Verdict.Sound(SIZE + 1, 1, 1));

        log.set(8, with(gone, gone.columns().sha256(), "0".repeat(64)));
        assertThat(verify(SIZE + 1))
                .isEqualTo(new Verdict.Unsound("the stored salt is not what was logged", 8, "event-8", "s"));
        log.set(8, with(gone, Digest.sha256(new byte[1]).hex(), ""));
        assertThat(verify(SIZE + 1))
                .isInstanceOfSatisfying(
                        Verdict.Unsound.class,
                        unsound -> assertThat(unsound.leafIndex()).isEqualTo(8));
    }

    @Test
    void followsTheChainOverEventsThatExpired() throws NoteException {
        for (int i = 0; i < SIZE; i += 2) {
            log.set(i, expired(log.get(i)));
        }
        append("retention.applied", statementOf(0, 2, 4, 6, 8, 10));
        assertThat(verify(SIZE + 1)).isEqualTo(new Verdict.Sound(SIZE + 1, 1, 6));
    }

    @Test
    void leavesNothingOfAnExpiredEventThatConfirmsAGuess() throws NoteException {
        StoredLeaf good = log.get(8);
        byte[] guess = good.content().bytes();
        StoredLeaf gone = expired(good);

        assertThat(gone.columns().sha256())
                .isNotEqualTo(Digest.sha256(guess).hex())
                .isNotEqualTo(Salt.fresh().commit(guess).hex());
        assertThat(LoggedLeaf.ofEvent(guess, Salt.NONE).entry().leafHash()).isNotEqualTo(gone.leafHash());
        assertThat(LoggedLeaf.ofEvent(guess, Salt.fresh()).entry().leafHash()).isNotEqualTo(gone.leafHash());
    }

    @Test
    void knowsSaltsOfOneLengthOnly() {
        assertThat(Salt.of(null).isNone()).isTrue();
        assertThat(Salt.of(new byte[0]).isNone()).isTrue();
        assertThat(Salt.fresh().hex()).hasSize(64).isNotEqualTo(Salt.fresh().hex());
        for (int length : new int[] {1, 31, 33}) {
            assertThatThrownBy(() -> Salt.of(new byte[length])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void append(String kind, String member) throws NoteException {
        int index = log.size();
        byte[] event = """
                {"class_uid":6005,"time":1785672000123,"metadata":{"uid":"event-%d","sequence":%d,"correlation_uid":"s"},\
                "unmapped":{"portcullis":{"kind":"%s","prev":"%s",%s}}}""".formatted(index, index + 1, kind, prev.hex(), member).getBytes(UTF_8);
        LoggedLeaf logged = LoggedLeaf.ofEvent(event, index < FIRST_SALTED ? Salt.NONE : Salt.fresh());
        log.add(new StoredLeaf(
                index, logged.entry().leafId(), logged.entry().leafHash(), Content.of(event), logged.columns()));
        prev = Digest.sha256(event);
    }

    /// As the store leaves it.
    private static StoredLeaf expired(StoredLeaf leaf) {
        Columns said = leaf.columns();
        String left = Salt.fromHex(said.salt()).commit(leaf.content().bytes()).hex();
        Columns columns = new Columns(
                said.session(),
                said.seq(),
                Digest.ZERO.hex(),
                StoredLeaf.EXPIRED_KIND,
                0,
                "1970-01-01T00:00:00Z",
                left);
        return new StoredLeaf(leaf.index(), leaf.leafId(), leaf.leafHash(), Content.of(new byte[0]), columns);
    }

    private static StoredLeaf with(StoredLeaf leaf, String sha256, String salt) {
        Columns c = leaf.columns();
        Columns bent = new Columns(c.session(), c.seq(), c.prev(), c.kind(), c.classUid(), c.time(), sha256, salt);
        return new StoredLeaf(leaf.index(), leaf.leafId(), leaf.leafHash(), leaf.content(), bent);
    }

    private static String statementOf(long... leaves) {
        List<Long> all = java.util.Arrays.stream(leaves).boxed().toList();
        return "\"statement\":\""
                + RetentionStatement.of("events", all).sign(KEY).note().replace("\n", "\\n") + "\"";
    }

    private Verdict verify(int size) {
        TreeFrontier tree = new TreeFrontier();
        log.subList(0, size).forEach(leaf -> tree.append(leaf.leafHash()));
        String note =
                new Checkpoint("log.example/test", size, tree.root()).sign(KEY).note();
        return new LogVerifier(KEY.verifier()).verify(note, List.of(), log.iterator());
    }
}
