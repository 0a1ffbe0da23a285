// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret that keyed masks depend on. Its bytes never leave this class.
public final class MaskKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MINIMUM_BYTES = 16;

    private final SecretKeySpec key;

    private MaskKey(SecretKeySpec key) {
        this.key = key;
    }

    /// A key of at least 16 random bytes. The array is copied.
    public static MaskKey of(byte[] secret) {
        if (secret.length < MINIMUM_BYTES) {
            throw new IllegalArgumentException("a mask key needs at least " + MINIMUM_BYTES + " bytes");
        }
        return new MaskKey(new SecretKeySpec(secret, ALGORITHM));
    }

    /// The key of one identity: its pseudonyms join with each other and with nobody else's.
    public MaskKey forIdentity(String identity) {
        return of(digest("identity", identity));
    }

    /// HMAC-SHA-256 of `value`, 32 bytes. `purpose` keeps the uses of one key apart.
    byte[] digest(String purpose, String value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "MaskKey[<secret>]";
    }
}
