// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CancelKey;
import dev.portcullis.postgres.wire.CancelSecret;
import dev.portcullis.postgres.wire.ProtocolVersion;
import dev.portcullis.postgres.wire.WireException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The cancel keys that this listener has given out. They are the gateway's own: a client never learns the
/// target's, and an unknown key reaches nobody.
final class CancelRegistry {
    private static final int LONG_SECRET = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

    /// Makes a key for a session, and the session cancellable by it.
    CancelKey register(ProtocolVersion version, Runnable cancel) {
        byte[] secret = new byte[version.equals(ProtocolVersion.V3_0) ? CancelSecret.LENGTH_3_0 : LONG_SECRET];
        while (true) {
            random.nextBytes(secret);
            // Positive, because clients print it as a process id.
            int processId = random.nextInt(1, Integer.MAX_VALUE);
            CancelKey key = new CancelKey(processId, secretOf(secret));
            if (entries.putIfAbsent(processId, new Entry(key.secret(), cancel)) == null) {
                return key;
            }
        }
    }

    void remove(CancelKey key) {
        entries.remove(key.processId());
    }

    /// Cancels what the key's session runs. False if there is no such session; the caller is not to be told.
    boolean cancel(CancelKey key) {
        Entry entry = entries.get(key.processId());
        if (entry == null || !entry.secret().equals(key.secret())) {
            return false;
        }
        entry.cancel().run();
        return true;
    }

    private static CancelSecret secretOf(byte[] bytes) {
        try {
            return CancelSecret.of(ByteBuffer.wrap(bytes));
        } catch (WireException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Entry(CancelSecret secret, Runnable cancel) {}
}
