// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// The private key of a log. Its text form has two lines: the private key as other note tools write it
/// (`PRIVATE+KEY+<name>+<key id>+<base64>`) and the public key that belongs to it.
public final class SignerKey {

    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final String PRIVATE = "PRIVATE+KEY+";

    private final PrivateKey key;
    private final VerifierKey verifier;

    private SignerKey(PrivateKey key, VerifierKey verifier) throws NoteException {
        this.key = key;
        this.verifier = verifier;
        // A key pair that does not fit together would sign checkpoints nobody can verify.
        if (!verifier.verifies("trial\n", signature("trial\n"))) {
            throw new NoteException("the private key does not belong to " + verifier.vkey());
        }
    }

    /// A fresh key for the log of that name.
    public static SignerKey generate(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SignerKey(pair.getPrivate(), VerifierKey.of(name, pair.getPublic()));
        } catch (GeneralSecurityException | NoteException e) {
            throw new IllegalStateException("every JDK since 15 makes Ed25519 keys", e);
        }
    }

    /// Reads the two lines of [#secretText()].
    public static SignerKey parse(String secretText) throws NoteException {
        String[] lines = secretText.strip().split("\n", -1);
        if (lines.length != 2 || !lines[0].startsWith(PRIVATE)) {
            throw new NoteException("a signer key has a line " + PRIVATE + "… and a line with the public key");
        }
        VerifierKey verifier = VerifierKey.parse(lines[1].strip());
        String[] parts = lines[0].strip().substring(PRIVATE.length()).split("\\+", 3);
        if (parts.length != 3 || !parts[0].equals(verifier.name())) {
            throw new NoteException("the two lines of the signer key name different keys");
        }
        try {
            return new SignerKey(decode(NoteKeys.untyped(Base64.getDecoder().decode(parts[2]))), verifier);
        } catch (IllegalArgumentException e) {
            // No cause: its message would quote from the private key.
            throw new NoteException("malformed signer key");
        }
    }

    /// Reads several of them, one behind the other.
    public static List<SignerKey> parseAll(String secretText) throws NoteException {
        String[] lines = secretText.strip().split("\n", -1);
        List<SignerKey> keys = new ArrayList<>();
        for (int i = 0; i < lines.length; i += 2) {
            keys.add(parse(lines[i] + "\n" + (i + 1 < lines.length ? lines[i + 1] : "")));
        }
        return keys;
    }

    /// The two lines to keep secret. Write them nowhere but into the key file.
    public String secretText() {
        byte[] pkcs8 = key.getEncoded();
        byte[] seed = Arrays.copyOfRange(pkcs8, PKCS8_PREFIX.length, pkcs8.length);
        String secret = Base64.getEncoder().encodeToString(NoteKeys.typed(seed));
        return PRIVATE + verifier.name() + "+" + NoteKeys.hex(verifier.keyId()) + "+" + secret + "\n" + verifier.vkey()
                + "\n";
    }

    /// The public key to hand out.
    public VerifierKey verifier() {
        return verifier;
    }

    /// Signs a text that ends with a newline.
    public SignedNote sign(String text) {
        SignedNote.requireText(text);
        return SignedNote.of(text, new SignedNote.Line(verifier.name(), verifier.keyId(), signature(text)));
    }

    private byte[] signature(String text) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with Ed25519 failed", e);
        }
    }

    private static PrivateKey decode(byte[] seed) throws NoteException {
        byte[] pkcs8 = new byte[PKCS8_PREFIX.length + seed.length];
        System.arraycopy(PKCS8_PREFIX, 0, pkcs8, 0, PKCS8_PREFIX.length);
        System.arraycopy(seed, 0, pkcs8, PKCS8_PREFIX.length, seed.length);
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new NoteException("not an Ed25519 private key");
        }
    }

    @Override
    public String toString() {
        return "SignerKey[" + verifier.vkey() + "]";
    }
}
