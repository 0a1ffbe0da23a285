// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final SignerKey KEY = SignerKey.generate("log.example/test");
    private static final Digest ROOT = Digest.sha256("root".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    @Test
    void hasTheThreeLinesOfTheSpecification() throws NoteException {
        Checkpoint checkpoint = new Checkpoint("log.example/test", 17, ROOT);
        assertThat(checkpoint.text()).isEqualTo("log.example/test\n17\n" + ROOT.base64() + "\n");
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
        assertThat(Checkpoint.open(checkpoint.sign(KEY).note(), KEY.verifier())).isEqualTo(checkpoint);
    }

    @Test
    void toleratesExtensionLines() throws NoteException {
        assertThat(Checkpoint.parse("o\n3\n" + ROOT.base64() + "\nextension\n").size())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "o\n3\n",
                "o\n03\nROOT\n",
                "o\n-3\nROOT\n",
                "o\n9999999999999999999\nROOT\n",
                "\n3\nROOT\n",
                "o\n3\nAAAA\n",
                "o\n3\nROOT",
                "o\n3\nROOT\n\nx\n"
            })
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text.replace("ROOT", ROOT.base64())))
                .isInstanceOf(NoteException.class);
    }

    @Test
    void isNotTakenFromAnotherLogUnderTheSameKey() {
        String note = KEY.sign("log.example/other\n17\n" + ROOT.base64() + "\n").note();
        assertThatThrownBy(() -> Checkpoint.open(note, KEY.verifier())).hasMessageContaining("log.example/other");
        assertThatThrownBy(() -> new Checkpoint("log.example/other", 17, ROOT).sign(KEY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void carriesAProofThatVerifiesAfterItsText() throws NoteException {
        PlainTree plain = PlainTree.ofSize(100);
        InclusionProof inclusion = new MerkleTree(plain.nodes(), 100).inclusionProof(33, 100);
        SignedNote checkpoint = new Checkpoint("log.example/test", 100, plain.root(100)).sign(KEY);
        String text = new TlogProof(33, inclusion.path(), checkpoint, Salt.NONE).text();

        assertThat(text).startsWith("c2sp.org/tlog-proof@v1\nindex 33\n").endsWith(checkpoint.note());
        assertThat(TlogProof.parse(text).verify(plain.leaf(33), KEY.verifier()).size())
                .isEqualTo(100);
        assertThat(TlogProof.parse(text.replace("@v1\n", "@v1\nextra AAAA\n")).index())
                .isEqualTo(33);
        Salt salt = Salt.fresh();
        String salted = new TlogProof(33, inclusion.path(), checkpoint, salt).text();
        assertThat(salted).startsWith("c2sp.org/tlog-proof@v1\nextra ");
        assertThat(TlogProof.parse(salted).salt().hex()).isEqualTo(salt.hex()).hasSize(64);
    }

    @Test
    void carriesNoProofForAnotherLeafOrIndex() throws NoteException {
        PlainTree plain = PlainTree.ofSize(100);
        List<Digest> path =
                new MerkleTree(plain.nodes(), 100).inclusionProof(33, 100).path();
        SignedNote checkpoint = new Checkpoint("log.example/test", 100, plain.root(100)).sign(KEY);
        TlogProof proof = new TlogProof(33, path, checkpoint, Salt.NONE);
        assertThatThrownBy(() -> proof.verify(plain.leaf(34), KEY.verifier())).isInstanceOf(NoteException.class);
        TlogProof moved = new TlogProof(34, path, checkpoint, Salt.NONE);
        assertThatThrownBy(() -> moved.verify(plain.leaf(33), KEY.verifier())).isInstanceOf(NoteException.class);
        for (String text : List.of("", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\nindex 01\n\nx")) {
            assertThatThrownBy(() -> TlogProof.parse(text)).isInstanceOf(NoteException.class);
        }
    }

    @Test
    void readsOnlyOneSpellingOfADigest() {
        assertThat(Digest.fromBase64(ROOT.base64())).isEqualTo(ROOT).hasSameHashCodeAs(ROOT);
        assertThat(Digest.fromHex(ROOT.hex())).isEqualTo(ROOT);
        assertThatThrownBy(() -> Digest.fromBase64(ROOT.base64().replace("=", "")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Digest.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
