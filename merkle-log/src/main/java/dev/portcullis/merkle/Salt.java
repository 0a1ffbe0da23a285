// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The 32 random bytes with which an event's leaf commits to the event, so that once both are erased nobody
/// can tell from the leaf which event it was, however few it may have been. Leaves were made without before
/// there were salts.
public final class Salt {

    /// None: the commitment is the plain digest.
    public static final Salt NONE = new Salt(new byte[0]);

    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private Salt(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A new one.
    public static Salt fresh() {
        byte[] bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new Salt(bytes);
    }

    /// The salt with exactly these 32 bytes; none without bytes.
    public static Salt of(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return NONE;
        }
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a salt has 32 bytes, not " + bytes.length);
        }
        return new Salt(bytes.clone());
    }

    /// Reads 64 hexadecimal digits; none from an empty text.
    public static Salt fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /// Whether there is none.
    public boolean isNone() {
        return bytes.length == 0;
    }

    /// What a leaf holds of this content: `SHA-256(salt ‖ content)`.
    public Digest commit(byte[] content) {
        return Digest.sha256(bytes, content);
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// 64 lower-case hexadecimal digits; empty if there is none.
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
