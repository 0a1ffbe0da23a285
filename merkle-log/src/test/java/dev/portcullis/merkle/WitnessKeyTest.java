// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cosignatures made here byte by byte from the text of C2SP tlog-cosignature, and keys published elsewhere.
class WitnessKeyTest {

    private static final SignerKey LOG = SignerKey.generate("log.example/test");
    private static final SignedNote CHECKPOINT =
            new Checkpoint("log.example/test", 7, Digest.sha256("root".getBytes(UTF_8))).sign(LOG);

    /// A witness that has nothing in common with the code under test.
    private static final class Witness {
        private final String name;
        private final KeyPair keys;

        Witness(String name) throws Exception {
            this.name = name;
            this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        }

        private byte[] raw() {
            byte[] encoded = keys.getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        }

        private byte[] keyId(int type) throws Exception {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((name + "\n").getBytes(UTF_8));
            sha.update((byte) type);
            return Arrays.copyOf(sha.digest(raw()), 4);
        }

        String vkey(int type) throws Exception {
            byte[] typed = ByteBuffer.allocate(33).put((byte) type).put(raw()).array();
            return name + "+" + HexFormat.of().formatHex(keyId(type)) + "+"
                    + Base64.getEncoder().encodeToString(typed);
        }

        String cosign(String text, long time) throws Exception {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(keys.getPrivate());
            ed25519.update(("cosignature/v1\ntime " + time + "\n" + text).getBytes(UTF_8));
            byte[] blob = ByteBuffer.allocate(76)
                    .put(keyId(4))
                    .putLong(time)
                    .put(ed25519.sign())
                    .array();
            return "— " + name + " " + Base64.getEncoder().encodeToString(blob) + "\n";
        }
    }

    private static String text() {
        return CHECKPOINT.note().substring(0, CHECKPOINT.note().indexOf("\n\n") + 1);
    }

    private static SignedNote with(String... lines) throws NoteException {
        return SignedNote.parse(CHECKPOINT.note() + String.join("", lines));
    }

    @Test
    void takesACosignatureWithItsTimeUnderBothSpellingsOfTheKey() throws Exception {
        Witness witness = new Witness("witness.example/w1");
        SignedNote note = with(witness.cosign(text(), 1679315147));
        for (int type : new int[] {1, 4}) {
            WitnessKey.Cosignature seen =
                    WitnessKey.parse(witness.vkey(type)).cosignatureOn(note).orElseThrow();
            assertThat(seen.time()).isEqualTo(Instant.ofEpochSecond(1679315147));
            assertThat(note.note()).endsWith(seen.line());
        }
        assertThat(Checkpoint.open(note.note(), LOG.verifier()).size()).isEqualTo(7);
    }

    @Test
    void refusesACosignatureOfAnotherTextOrTimeAndIgnoresOtherKeys() throws Exception {
        Witness witness = new Witness("witness.example/w1");
        WitnessKey key = WitnessKey.parse(witness.vkey(4));
        assertThat(key.cosignatureOn(CHECKPOINT)).isEmpty();
        assertThat(key.cosignatureOn(with(new Witness("witness.example/w1").cosign(text(), 5))))
                .isEmpty();
        assertBad(key, witness.cosign("another\n1\nx\n", 5));
        assertBad(key, witness.cosign(text(), 0));
        assertBad(key, witness.cosign(text(), -5));
        byte[] blob =
                Base64.getDecoder().decode(witness.cosign(text(), 6).strip().split(" ", -1)[2]);
        for (int at = 4; at < blob.length; at++) {
            byte[] bent = blob.clone();
            bent[at] ^= 1;
            assertBad(key, "— witness.example/w1 " + Base64.getEncoder().encodeToString(bent) + "\n");
        }
        byte[] cut = Arrays.copyOf(blob, 9);
        assertBad(key, "— witness.example/w1 " + Base64.getEncoder().encodeToString(cut) + "\n");
    }

    private static void assertBad(WitnessKey key, String line) {
        assertThatExceptionOfType(NoteException.class).isThrownBy(() -> key.cosignatureOn(with(line)));
    }

    @Test
    void aPlainSignatureIsNoCosignature() throws Exception {
        SignerKey signer = SignerKey.generate("witness.example/w1");
        String line = signer.sign(text()).note().substring(text().length() + 1);
        assertThat(WitnessKey.parse(signer.verifier().vkey()).cosignatureOn(with(line)))
                .isEmpty();
    }

    /// Keys published in the tests of `github.com/transparency-dev/formats`.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
                "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"
            })
    void readsPublishedKeys(String vkey) throws NoteException {
        assertThat(vkey).startsWith(WitnessKey.parse(vkey).name() + "+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "remora.n621.de+da77ade7",
                "remora.n621.de+da77ade8+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
                "remora.n621.de+da77ade7+BuvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
                "remora.n621.de+da77ade7+BOvN",
                "remora.n621.de+da77ade7+!!"
            })
    void refusesWhatIsNoKey(String vkey) {
        assertThatExceptionOfType(NoteException.class).isThrownBy(() -> WitnessKey.parse(vkey));
    }

    @Test
    void aPolicyAsksForSoManyAndNamesWhoIsMissing() throws Exception {
        Witness one = new Witness("w/1");
        Witness two = new Witness("w/2");
        Witness three = new Witness("w/3");
        List<WitnessKey> keys =
                List.of(WitnessKey.parse(one.vkey(4)), WitnessKey.parse(two.vkey(4)), WitnessKey.parse(three.vkey(4)));
        WitnessPolicy policy = new WitnessPolicy(keys, 2);
        policy.require(with(one.cosign(text(), 5), three.cosign(text(), 6)).note());
        assertMissing(policy, with(two.cosign(text(), 5)), "w/1, w/3");
        assertMissing(policy, with(two.cosign(text(), 5), two.cosign(text(), 6), one.cosign("x\n", 5)), "w/1, w/3");
        WitnessPolicy.NONE.require(CHECKPOINT.note());
        assertThatIllegalArgumentException().isThrownBy(() -> new WitnessPolicy(keys, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new WitnessPolicy(List.of(keys.get(0), keys.get(0)), 1));
    }

    private static void assertMissing(WitnessPolicy policy, SignedNote note, String names) {
        assertThatExceptionOfType(NoteException.class)
                .isThrownBy(() -> policy.require(note.note()))
                .withMessageContaining("1 of the 2 witnesses")
                .withMessageContaining("missing: " + names);
    }
}
