// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;

/// The key that the recording of one session is sealed with.
final class DataKey {

    private final SecretKey key;

    private DataKey(SecretKey key) {
        this.key = key;
    }

    static DataKey fresh() {
        return of(Aead.random(Aead.KEY_BYTES));
    }

    static DataKey of(byte[] bytes) {
        return new DataKey(Aead.key(bytes));
    }

    /// Its bytes, to be wrapped.
    byte[] bytes() {
        return key.getEncoded();
    }

    /// Seals a chunk, to be opened only as that chunk of that session.
    byte[] seal(ChunkPlace place, byte[] plain) {
        return Aead.seal(key, plain, context(place));
    }

    byte[] open(ChunkPlace place, byte[] sealed) throws NotOpenedException {
        return Aead.open(key, sealed, context(place));
    }

    // Neither id can hold a line feed, so no two places have the same text.
    private static byte[] context(ChunkPlace place) {
        return ("portcullis recording chunk\n" + place.sessionId() + "\n" + place.number() + "\n" + place.chunkId())
                .getBytes(StandardCharsets.UTF_8);
    }
}
