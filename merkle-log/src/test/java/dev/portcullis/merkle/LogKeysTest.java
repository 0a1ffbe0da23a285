// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A log that goes from one key to the next, and the next.
class LogKeysTest {

    private static final String LOG = "log.example/test";
    private static final SignerKey A = SignerKey.generate(LOG);
    private static final SignerKey B = SignerKey.generate(LOG);
    private static final SignerKey C = SignerKey.generate(LOG);
    private static final SignerKey STRANGER = SignerKey.generate(LOG);
    private static final String A_B = KeySuccession.announce(A, B).note();
    private static final String B_C = KeySuccession.announce(B, C).note();
    private static final Checkpoint CHECKPOINT = new Checkpoint(LOG, 7, Digest.ZERO);

    @Test
    void whoeverHasTheFirstKeyGetsToTheLastOne() throws NoteException {
        LogKeys keys = LogKeys.of(A.verifier()).following(List.of(B_C, A_B));
        assertThat(keys.believe(B.verifier())).isTrue();
        assertThat(keys.believe(C.verifier())).isTrue();
        assertThat(Checkpoint.open(CHECKPOINT.sign(C).note(), keys)).isEqualTo(CHECKPOINT);
        assertThat(Checkpoint.open(CHECKPOINT.sign(A).note(), keys)).isEqualTo(CHECKPOINT);
        assertThat(LogKeys.parse(keys.vkeys()).vkeys()).isEqualTo(keys.vkeys());
    }

    @Test
    void aKeyThatWasNeverAnnouncedIsNotBelieved() throws NoteException {
        String note = CHECKPOINT.sign(B).note();
        assertThatThrownBy(() -> Checkpoint.open(note, LogKeys.of(A.verifier())))
                .isInstanceOf(NoteException.class)
                .hasMessageContaining("not signed by");
        LogKeys others = LogKeys.of(A.verifier())
                .following(List.of(KeySuccession.announce(STRANGER, B).note(), B_C));
        assertThatThrownBy(() -> Checkpoint.open(note, others)).isInstanceOf(NoteException.class);
    }

    @Test
    void aKeyBeforeIsBelievedInWhatExpiredInItsTimeOnly() throws NoteException {
        LogKeys keys = LogKeys.of(C.verifier()).following(List.of(A_B, B_C));
        assertThat(keys.believe(A.verifier())).isFalse();
        assertThatThrownBy(() -> Checkpoint.open(CHECKPOINT.sign(A).note(), keys))
                .isInstanceOf(NoteException.class);
        RetentionStatement said = RetentionStatement.of("events", List.of(3L));
        assertThat(RetentionStatement.open(said.sign(A).note(), keys).leaves().first())
                .isEqualTo(3);
        assertThatThrownBy(() -> RetentionStatement.open(said.sign(STRANGER).note(), keys))
                .isInstanceOf(NoteException.class);
    }

    @Test
    void whileItGoesOverBothSignAndEitherKeyOpens() throws NoteException {
        SignedNote both = CHECKPOINT.sign(List.of(A, B));
        assertThat(SignedNote.parse(both.note()).note()).isEqualTo(both.note());
        assertThat(Checkpoint.open(both.note(), A.verifier())).isEqualTo(CHECKPOINT);
        assertThat(Checkpoint.open(both.note(), B.verifier())).isEqualTo(CHECKPOINT);
        assertThat(Checkpoint.open(
                        both.note(),
                        LogKeys.parse(A.verifier().vkey() + "," + B.verifier().vkey())))
                .isEqualTo(CHECKPOINT);
        // A line of a key that is believed has to hold, also beside one that does.
        String lineOfA = CHECKPOINT.sign(A).note().lines().toList().getLast();
        String lineOfOther = new Checkpoint(LOG, 8, Digest.ZERO)
                .sign(A)
                .note()
                .lines()
                .toList()
                .getLast();
        String spoilt = both.note().replace(lineOfA, lineOfOther);
        assertThat(Checkpoint.open(spoilt, B.verifier())).isEqualTo(CHECKPOINT);
        assertThatThrownBy(() -> Checkpoint.open(spoilt, LogKeys.of(List.of(A.verifier(), B.verifier()))))
                .isInstanceOf(NoteException.class)
                .hasMessageContaining("does not hold");
    }

    @Test
    void anAnnouncementHoldsWithBothSignaturesForOneLog() throws NoteException {
        KeySuccession read = KeySuccession.open(A_B);
        assertThat(read.before().vkey()).isEqualTo(A.verifier().vkey());
        assertThat(read.after().vkey()).isEqualTo(B.verifier().vkey());
        String text = A_B.substring(0, A_B.lastIndexOf("\n\n") + 1);
        for (String other : List.of(
                A.sign(text).note(),
                B.sign(text).note(),
                A_B.replace("log key v1", "log key v2"),
                A_B.replace(B.verifier().vkey(), C.verifier().vkey()),
                CHECKPOINT.sign(A).note(),
                A.sign(text + "more\n").and(B.sign(text + "more\n")).note(),
                "")) {
            assertThatThrownBy(() -> LogKeys.of(A.verifier()).following(List.of(other)))
                    .isInstanceOf(NoteException.class);
        }
        SignerKey elsewhere = SignerKey.generate("log.example/other");
        assertThatThrownBy(() -> KeySuccession.announce(A, elsewhere)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LogKeys.parse(
                        A.verifier().vkey() + "," + elsewhere.verifier().vkey()))
                .isInstanceOf(NoteException.class);
        assertThatThrownBy(() -> LogKeys.parse("")).isInstanceOf(NoteException.class);
    }

    @Test
    void severalAnnouncementsAreOneText() {
        assertThat(KeySuccession.split(KeySuccession.join(List.of(A_B, B_C)))).containsExactly(A_B, B_C);
        assertThat(KeySuccession.split(KeySuccession.join(List.of(A_B)))).containsExactly(A_B);
        assertThat(KeySuccession.split(KeySuccession.join(List.of()))).isEmpty();
        assertThat(KeySuccession.split("\n")).isEmpty();
    }
}
