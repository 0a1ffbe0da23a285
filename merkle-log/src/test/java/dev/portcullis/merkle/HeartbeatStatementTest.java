// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.HeartbeatStatement.Place;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatStatementTest {

    private static final SignerKey KEY = SignerKey.generate("gw");
    private static final SignerKey OTHER = SignerKey.generate("gw");
    private static final Digest HEAD = Digest.sha256(new byte[] {1});
    private static final HeartbeatStatement SAID = new HeartbeatStatement(
            "gw-0",
            new Place("gw-gw-0-1785672000000", 7, HEAD, 1_785_672_000_123L),
            3,
            1,
            2,
            false,
            List.of(new Kept("s1", 12, HEAD, false), new Kept("s2", 4, Digest.ZERO, true)));

    @Test
    void saysWhatWasSigned() throws NoteException {
        String note = SAID.sign(KEY).note();
        assertThat(HeartbeatStatement.open(note, List.of(OTHER.verifier(), KEY.verifier())))
                .isEqualTo(SAID);
        assertThat(note).startsWith("portcullis heartbeat v1\ngw-0\n").contains("\n3 1 2 running\n");
        HeartbeatStatement last = new HeartbeatStatement("gw", SAID.place(), 4, 1, 1, true, List.of());
        assertThat(HeartbeatStatement.open(last.sign(KEY).note(), List.of(KEY.verifier())))
                .isEqualTo(last);
    }

    @Test
    void believesNoKeyThatItDoesNotKnow() {
        String note = SAID.sign(KEY).note();
        assertThatThrownBy(() -> HeartbeatStatement.open(note, List.of()))
                .isInstanceOf(NoteException.class)
                .hasMessage("it is signed by no key that is known");
        assertThatThrownBy(() -> HeartbeatStatement.open(note, List.of(OTHER.verifier())))
                .isInstanceOf(NoteException.class);
        assertThatThrownBy(() -> HeartbeatStatement.open(
                        note, List.of(SignerKey.generate("gw-0").verifier())))
                .isInstanceOf(NoteException.class);
    }

    @Test
    void holdsForNoOtherWord() {
        String note = SAID.sign(KEY).note();
        for (String change : List.of("s2 4", "gw-0\n", "3 1 2", "open s1", "running", "s1 12", "1785672000123")) {
            String other = note.replaceFirst(change, change.replaceFirst("[0-9]|open|running", "9"));
            assertThat(other).isNotEqualTo(note);
            assertThatThrownBy(() -> HeartbeatStatement.open(other, List.of(KEY.verifier())))
                    .as(change)
                    .isInstanceOf(NoteException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"gw, true", "gw-0, true", "gw-eu-1, true", "gw2, false", "g, false", "GW, false", "'', false"})
    void speaksForTheGatewaysOfItsName(String gateway, boolean speaks) {
        assertThat(HeartbeatStatement.speaksFor(KEY.verifier(), gateway)).isEqualTo(speaks);
    }

    @Test
    void saysNothingForAnotherGateway() throws NoteException {
        SignerKey other = SignerKey.generate("edge");
        assertThatThrownBy(() -> SAID.sign(other)).isInstanceOf(IllegalArgumentException.class);
        // Somebody who has that key and no scruples.
        String text = SignedNote.parse(SAID.sign(KEY).note()).textSignedBy(KEY.verifier());
        String forged = other.sign(text).note();
        assertThatThrownBy(() -> HeartbeatStatement.open(forged, List.of(KEY.verifier(), other.verifier())))
                .isInstanceOf(NoteException.class)
                .hasMessage("the key edge does not speak for this gateway");
    }

    @Test
    void readsOneWithoutChains() throws NoteException {
        String text = "portcullis heartbeat v1\ngw\nc 1 D 1\n1 1 1 running\nopen s 1 D\n".replace("D", HEAD.hex());
        assertThat(HeartbeatStatement.open(KEY.sign(text).note(), List.of(KEY.verifier()))
                        .chains())
                .containsExactly(new Kept("s", 1, HEAD, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "portcullis heartbeat v1\n",
                "portcullis heartbeat v2\ngw\nc 1 0 1\n1 1 1 running\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 2 1 running\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 0 1 running\n",
                "portcullis heartbeat v1\ngw\nc 01 D 1\n1 1 1 running\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 1 1 walking\n",
                "portcullis heartbeat v1\ng w\nc 1 D 1\n1 1 1 running\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 1 1 running\nopen s 1\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 1 1 running\nshut s 1 D\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 1 1 running\nopen s\u00e9 1 D\n",
                "portcullis heartbeat v1\ngw\nc 1 D 1\n1 1 1 running\n\nopen s 1 D\n"
            })
    void readsNothingElse(String text) {
        String note = KEY.sign(text.replace("D", HEAD.hex())).note();
        assertThatThrownBy(() -> HeartbeatStatement.open(note, List.of(KEY.verifier())))
                .isInstanceOf(NoteException.class);
    }

    @Test
    void namesNoMoreThanItsBoundAndFitsIntoAnEvent() throws NoteException {
        String id = "s".repeat(128);
        List<Kept> most = Collections.nCopies(HeartbeatStatement.MOST_CHAINS, new Kept(id, 1L << 40, HEAD, true));
        HeartbeatStatement full = new HeartbeatStatement("gw", SAID.place(), 1, 1, 1, false, most);
        String note = full.sign(KEY).note();
        assertThat(note.length()).isLessThan(700_000);
        assertThat(HeartbeatStatement.open(note, List.of(KEY.verifier()))).isEqualTo(full);
        List<Kept> more = IntStream.rangeClosed(0, HeartbeatStatement.MOST_CHAINS)
                .mapToObj(i -> new Kept("s" + i, 1, HEAD, false))
                .toList();
        assertThatThrownBy(() -> new HeartbeatStatement("gw", SAID.place(), 1, 1, 1, false, more))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
