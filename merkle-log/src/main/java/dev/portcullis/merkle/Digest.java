// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// 32 bytes of SHA-256 as a value: immutable, compared by content.
public final class Digest {

    /// How many bytes a digest has.
    public static final int LENGTH = 32;

    /// What the first event of a session names as its predecessor.
    public static final Digest ZERO = new Digest(new byte[LENGTH]);

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The digest with exactly these 32 bytes.
    public static Digest of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
        }
        return new Digest(bytes.clone());
    }

    /// The SHA-256 of the parts, one after the other.
    public static Digest sha256(byte[]... parts) {
        MessageDigest sha = newSha256();
        for (byte[] part : parts) {
            sha.update(part);
        }
        return new Digest(sha.digest());
    }

    /// Reads 64 hexadecimal digits.
    public static Digest fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /// Reads standard Base64 with padding.
    public static Digest fromBase64(String base64) {
        Digest digest = of(Base64.getDecoder().decode(base64));
        // Java's decoder accepts missing padding and stray bits; one digest must have one spelling.
        if (!digest.base64().equals(base64)) {
            throw new IllegalArgumentException("not canonical base64");
        }
        return digest;
    }

    /// 64 lower-case hexadecimal digits.
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /// Standard Base64 with padding.
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// A copy of the 32 bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The node above two others: `SHA-256(0x01 ‖ left ‖ right)`, without copying either.
    static Digest ofNode(Digest left, Digest right) {
        MessageDigest sha = newSha256();
        sha.update((byte) 1);
        sha.update(left.bytes);
        sha.update(right.bytes);
        return new Digest(sha.digest());
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
