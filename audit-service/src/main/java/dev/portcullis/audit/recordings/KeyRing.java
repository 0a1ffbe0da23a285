// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The key-encryption keys at hand. The newest wraps; the older ones only unwrap what they wrapped.
final class KeyRing {

    private final Map<String, KeyEncryptionKey> keys;
    private final KeyEncryptionKey newest;

    private KeyRing(Map<String, KeyEncryptionKey> keys, KeyEncryptionKey newest) {
        this.keys = keys;
        this.newest = newest;
    }

    /// Reads one key per line, 32 bytes in Base64, the newest last. Empty lines and those that begin with `#` are not
    /// looked at.
    static KeyRing parse(String text) {
        Map<String, KeyEncryptionKey> keys = new LinkedHashMap<>();
        @Nullable KeyEncryptionKey newest = null;
        for (String line : text.lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                // Without a word about what is in the line: it is meant to be a key.
                newest = new KeyEncryptionKey(Base64.getDecoder().decode(line));
                keys.put(newest.id(), newest);
            }
        }
        if (newest == null) {
            throw new IllegalArgumentException("there is no key");
        }
        return new KeyRing(Map.copyOf(keys), newest);
    }

    /// A line with a new key.
    static String freshLine() {
        return Base64.getEncoder().encodeToString(Aead.random(Aead.KEY_BYTES)) + "\n";
    }

    KeyEncryptionKey newest() {
        return newest;
    }

    Optional<KeyEncryptionKey> byId(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    Set<String> ids() {
        return keys.keySet();
    }
}
