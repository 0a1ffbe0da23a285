// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The public key of a log, in the form auditors write down: `<name>+<key id>+<base64>`.
public final class VerifierKey {

    // What the JDK's encoding of an Ed25519 public key has in front of its 32 raw bytes.
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    private VerifierKey(String name, byte[] raw) throws NoteException {
        this.name = name;
        this.raw = raw;
        this.key = decode(raw);
    }

    /// Reads the text form and checks that the key id belongs to the key.
    public static VerifierKey parse(String vkey) throws NoteException {
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new NoteException("a verifier key is <name>+<key id>+<base64>");
        }
        try {
            VerifierKey key =
                    ofRaw(parts[0], NoteKeys.untyped(Base64.getDecoder().decode(parts[2])));
            if (!NoteKeys.hex(key.keyId()).equals(parts[1])) {
                throw new NoteException("the key id of " + parts[0] + " does not belong to its key");
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw new NoteException("malformed verifier key", e);
        }
    }

    static VerifierKey ofRaw(String name, byte[] raw) throws NoteException {
        NoteKeys.requireName(name);
        return new VerifierKey(name, raw.clone());
    }

    static VerifierKey of(String name, PublicKey key) throws NoteException {
        byte[] spki = key.getEncoded();
        return ofRaw(name, Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length));
    }

    /// The name of the key, for a log also its origin.
    public String name() {
        return name;
    }

    /// The text form.
    public String vkey() {
        return name + "+" + NoteKeys.hex(keyId()) + "+" + Base64.getEncoder().encodeToString(NoteKeys.typed(raw));
    }

    byte[] raw() {
        return raw.clone();
    }

    int keyId() {
        return NoteKeys.keyId(name, raw);
    }

    boolean verifies(String text, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            // The JDK reports a signature of the wrong length or with a bad point by an exception.
            return false;
        }
    }

    private static PublicKey decode(byte[] raw) throws NoteException {
        byte[] spki = new byte[SPKI_PREFIX.length + raw.length];
        System.arraycopy(SPKI_PREFIX, 0, spki, 0, SPKI_PREFIX.length);
        System.arraycopy(raw, 0, spki, SPKI_PREFIX.length, raw.length);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new NoteException("not an Ed25519 public key", e);
        }
    }

    @Override
    public String toString() {
        return vkey();
    }
}
