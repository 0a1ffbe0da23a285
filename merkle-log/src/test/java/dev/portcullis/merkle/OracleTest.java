// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.Checkpoints;
import dev.sigstore.rekor.client.RekorEntry;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Our proofs and checkpoints as somebody else's program reads them: the client of Sigstore's logs,
/// which shares no line with ours. It is asked what it accepts. What must be refused, our own verifier
/// is asked: theirs leaves out the last check of RFC 9162.
class OracleTest {

    private static final int SIZES = 130;
    private static final PlainTree PLAIN = PlainTree.ofSize(SIZES);
    private static final MerkleTree TREE = new MerkleTree(PLAIN.nodes(), SIZES);
    private static final SignerKey A = SignerKey.generate("log.example/test");
    private static final SignerKey B = SignerKey.generate("log.example/test");

    @Test
    void acceptsTheProofOfEveryLeafInEveryTree() {
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                int at = index;
                int of = size;
                assertThatCode(() -> verify(PLAIN.leaf(at), at, of, TREE.rootAt(of)))
                        .as("leaf %s of %s", at, of)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void acceptsNoOtherLeafAndNoOtherRoot() {
        assertThatThrownBy(() -> verify(PLAIN.leaf(6), 7, 100, TREE.rootAt(100)))
                .isInstanceOf(InclusionProofVerificationException.class);
        assertThatThrownBy(() -> verify(PLAIN.leaf(7), 7, 100, TREE.rootAt(101)))
                .isInstanceOf(InclusionProofVerificationException.class);
    }

    @Test
    void readsACheckpointWithTheSignaturesOfBothKeys() throws Exception {
        Checkpoint checkpoint = new Checkpoint("log.example/test", SIZES, TREE.rootAt(SIZES));
        String note = checkpoint.sign(List.of(A, B)).note();
        RekorEntry.Checkpoint read = Checkpoints.from(note);
        assertThat(read.getOrigin()).isEqualTo(checkpoint.origin());
        assertThat(read.getSize()).isEqualTo(SIZES);
        assertThat(read.getBase64Hash()).isEqualTo(checkpoint.root().base64());
        assertThat(read.getSignedData()).isEqualTo(checkpoint.text());
        assertThat(read.getSignatures()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            VerifierKey key = List.of(A, B).get(i).verifier();
            RekorEntry.CheckpointSignature signature = read.getSignatures().get(i);
            assertThat(signature.getIdentity()).isEqualTo(key.name());
            assertThat(HexFormat.of().formatHex(signature.getKeyHint()))
                    .isEqualTo(key.vkey().split("\\+", 3)[1]);
            assertThat(holds(key, read.getSignedData(), signature.getSignature()))
                    .isTrue();
            assertThat(holds(key, read.getSignedData() + "x\n", signature.getSignature()))
                    .isFalse();
        }
    }

    private static void verify(Digest leaf, long index, long size, Digest root)
            throws InclusionProofVerificationException {
        List<byte[]> path = TREE.inclusionProof(index, size).path().stream()
                .map(Digest::bytes)
                .toList();
        InclusionProofVerifier.verify(leaf.bytes(), index, size, path, root.bytes());
    }

    // By the JDK, with the key as the text of the vkey has it.
    private static boolean holds(VerifierKey key, String text, byte[] signature) throws Exception {
        byte[] typed = Base64.getDecoder().decode(key.vkey().split("\\+", 3)[2]);
        byte[] spki = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(typed, 1, typed.length));
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(publicKey);
        ed25519.update(text.getBytes(StandardCharsets.UTF_8));
        return ed25519.verify(signature);
    }
}
