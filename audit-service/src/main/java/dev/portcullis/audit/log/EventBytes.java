// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;

/// The exact bytes of a record and their digest.
public final class EventBytes {

    private final byte[] bytes;
    private final Digest digest;

    private EventBytes(byte[] bytes) {
        this.bytes = bytes;
        this.digest = Digest.sha256(bytes);
    }

    /// Wraps the bytes, which the caller gives away.
    public static EventBytes of(byte[] bytes) {
        return new EventBytes(bytes);
    }

    public Digest digest() {
        return digest;
    }

    /// The bytes themselves, not to be changed.
    public byte[] bytes() {
        return bytes;
    }
}
