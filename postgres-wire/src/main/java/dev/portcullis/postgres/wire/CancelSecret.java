// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// The secret half of a cancel key. Compared in constant time, never printed.
public final class CancelSecret {
    /// The only length of protocol 3.0.
    public static final int LENGTH_3_0 = 4;

    static final int LONGEST = 256;

    private final byte[] bytes;

    private CancelSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the buffer's remaining bytes, of which there must be 4 to 256.
    public static CancelSecret of(ByteBuffer secret) throws WireException {
        if (secret.remaining() < LENGTH_3_0 || secret.remaining() > LONGEST) {
            throw WireException.violation("cancel secret of " + secret.remaining() + " bytes");
        }
        byte[] bytes = new byte[secret.remaining()];
        secret.get(secret.position(), bytes);
        return new CancelSecret(bytes);
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CancelSecret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /// Constant, so that no hash table reveals bits of the secret by its order or timing.
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "<secret>";
    }
}
