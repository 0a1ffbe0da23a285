// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

    // The test vector of C2SP signed-note.
    private static final String VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    private static final String TEXT = "This is an example message.\n";
    private static final String NOTE = TEXT + "\n— example.com/foo "
            + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private static final SignerKey KEY = SignerKey.generate("log.example/test");

    @Test
    void opensTheVectorOfTheSpecification() throws NoteException {
        VerifierKey key = VerifierKey.parse(VKEY);
        assertThat(key.vkey()).isEqualTo(VKEY);
        assertThat(SignedNote.parse(NOTE).textSignedBy(key)).isEqualTo(TEXT);
    }

    @Test
    void refusesTheVectorWithAnotherText() throws NoteException {
        VerifierKey key = VerifierKey.parse(VKEY);
        SignedNote bent = SignedNote.parse(NOTE.replace("example message", "example massage"));
        assertThatThrownBy(() -> bent.textSignedBy(key)).isInstanceOf(NoteException.class);
    }

    @Test
    void opensWhatItSigned() throws NoteException {
        SignedNote note = KEY.sign("one\n\ntwo\n");
        assertThat(SignedNote.parse(note.note()).textSignedBy(KEY.verifier())).isEqualTo("one\n\ntwo\n");
    }

    @Test
    void ignoresLinesOfOtherKeysButNotABrokenLineOfItsOwn() throws NoteException {
        String note = KEY.sign(TEXT).note();
        String foreign = SignerKey.generate("other.example").sign("other\n").note();
        String foreignLine = foreign.substring(foreign.indexOf('—'));
        assertThat(SignedNote.parse(note + foreignLine.repeat(20)).textSignedBy(KEY.verifier()))
                .isEqualTo(TEXT);

        String ofOtherText = KEY.sign("other\n").note();
        String brokenLine = ofOtherText.substring(ofOtherText.indexOf('—'));
        SignedNote spoiled = SignedNote.parse(note + brokenLine);
        assertThatThrownBy(() -> spoiled.textSignedBy(KEY.verifier())).hasMessageContaining("does not hold");
    }

    @Test
    void isNotOpenedByAnotherKeyOfTheSameName() throws NoteException {
        SignedNote note = KEY.sign(TEXT);
        VerifierKey namesake = SignerKey.generate(KEY.verifier().name()).verifier();
        assertThatThrownBy(() -> note.textSignedBy(namesake)).hasMessageContaining("not signed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n— name\n",
                "text\n\n- name AAAAAAA=\n",
                "text\n\n— name AAAA\n",
                "text\n\n— na+me AAAAAAAAAA==\n",
                "text\n\n— name AAAAAAAAAA==",
                "te\txt\n\n— name AAAAAAAAAA==\n",
                "te\uFFFDxt\n\n— name AAAAAAAAAA==\n",
                "text\n\n— name !!!!\n"
            })
    void refusesWhatIsNotANote(String note) {
        assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(NoteException.class);
    }

    @Test
    void keepsItsKeyInTwoLines() throws NoteException {
        SignerKey read = SignerKey.parse(KEY.secretText());
        assertThat(read.verifier().vkey()).isEqualTo(KEY.verifier().vkey());
        assertThat(KEY.verifier().verifies(TEXT, new byte[64])).isFalse();
        assertThat(read.sign(TEXT).note()).isEqualTo(KEY.sign(TEXT).note());
    }

    @Test
    void refusesAPrivateKeyThatDoesNotBelongToThePublicOne() {
        String other = SignerKey.generate(KEY.verifier().name()).secretText();
        String mixed = other.lines().toList().getFirst() + "\n" + KEY.verifier().vkey() + "\n";
        assertThatThrownBy(() -> SignerKey.parse(mixed)).hasMessageContaining("does not belong");
    }

    @Test
    void neverPrintsThePrivateKey() {
        for (int i = 0; i < 200; i++) {
            SignerKey key = SignerKey.generate("log.example/test");
            // PRIVATE+KEY+name+hash+key: the key is base64 and may itself contain a plus, or end with one.
            String secret = key.secretText().lines().toList().getFirst().split("\\+", 5)[4];
            assertThat(secret).hasSizeGreaterThan(40);
            assertThat(key.toString()).doesNotContain(secret);
        }
    }

    @Test
    void refusesMalformedKeys() {
        for (String vkey : List.of(
                "",
                "a+b",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "exa mple+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+A???")) {
            assertThatThrownBy(() -> VerifierKey.parse(vkey)).as(vkey).isInstanceOf(NoteException.class);
        }
        assertThatThrownBy(() -> SignerKey.parse("PRIVATE+KEY+x")).isInstanceOf(NoteException.class);
    }
}
