// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM: a version byte, 96 random bits of nonce, then the ciphertext with its tag. Each key seals far fewer
/// messages than the 2³² up to which random nonces are safe.
final class Aead {

    static final int KEY_BYTES = 32;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int OVERHEAD = 1 + NONCE_BYTES + TAG_BITS / 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Aead() {}

    static SecretKey key(byte[] bytes) {
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /// @param context what these bytes are; only who says the same opens them
    static byte[] seal(SecretKey key, byte[] plain, byte[] context) {
        byte[] nonce = random(NONCE_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    static byte[] open(SecretKey key, byte[] sealed, byte[] context) throws NotOpenedException {
        if (sealed.length < OVERHEAD || sealed[0] != VERSION) {
            throw new NotOpenedException();
        }
        ByteBuffer rest = ByteBuffer.wrap(sealed).position(1);
        byte[] nonce = new byte[NONCE_BYTES];
        rest.get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(sealed, rest.position(), rest.remaining());
        } catch (AEADBadTagException e) {
            throw new NotOpenedException();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
