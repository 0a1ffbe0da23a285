// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.merkle.Digest;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;

/// A key that wraps the keys of recordings. It never comes near the database. Its id follows from it, so that no other
/// key can go under that id.
final class KeyEncryptionKey {

    private static final int ID_DIGITS = 16;
    private static final byte[] ID_CONTEXT = "portcullis key-encryption key\n".getBytes(StandardCharsets.UTF_8);

    private final SecretKey key;
    private final String id;

    KeyEncryptionKey(byte[] bytes) {
        this.key = Aead.key(bytes);
        this.id = Digest.sha256(ID_CONTEXT, bytes).hex().substring(0, ID_DIGITS);
    }

    String id() {
        return id;
    }

    byte[] wrap(DataKey dataKey, String sessionId) {
        return Aead.seal(key, dataKey.bytes(), context(sessionId));
    }

    DataKey unwrap(byte[] wrapped, String sessionId) throws NotOpenedException {
        return DataKey.of(Aead.open(key, wrapped, context(sessionId)));
    }

    private static byte[] context(String sessionId) {
        return ("portcullis recording key\n" + sessionId).getBytes(StandardCharsets.UTF_8);
    }
}
