// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// What the public and the private form of a note key have in common (C2SP signed-note).
final class NoteKeys {

    static final byte ED25519 = 0x01;
    static final byte COSIGNATURE = 0x04;
    static final int KEY_LENGTH = 32;

    private NoteKeys() {}

    static void requireName(String name) {
        boolean space = name.codePoints().anyMatch(c -> Character.isSpaceChar(c) || Character.isWhitespace(c));
        if (name.isEmpty() || space || name.contains("+")) {
            throw new IllegalArgumentException("a key name is not empty and has neither spaces nor '+'");
        }
    }

    /// `SHA-256(name ‖ 0x0A ‖ type ‖ public key)`, the first four bytes.
    static int keyId(String name, byte[] publicKey) {
        return keyId(name, publicKey, ED25519);
    }

    static int keyId(String name, byte[] publicKey, byte type) {
        byte[] hash = Digest.sha256(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', type}, publicKey)
                .bytes();
        return ByteBuffer.wrap(hash).getInt();
    }

    static String hex(int keyId) {
        return HexFormat.of().toHexDigits(keyId);
    }

    static byte[] typed(byte[] key) {
        byte[] typed = new byte[1 + key.length];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, key.length);
        return typed;
    }

    static byte[] untyped(byte[] typed) throws NoteException {
        return untyped(typed, ED25519);
    }

    static byte[] untyped(byte[] typed, byte type) throws NoteException {
        if (typed.length != 1 + KEY_LENGTH || typed[0] != type) {
            throw new NoteException("not an Ed25519 key");
        }
        return Arrays.copyOfRange(typed, 1, typed.length);
    }
}
