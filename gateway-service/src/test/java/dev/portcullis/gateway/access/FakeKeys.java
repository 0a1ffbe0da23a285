// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keys in memory. They begin with `pck_`, as the real ones do.
public final class FakeKeys implements AccessKeys {
    private final Map<String, Issued> keys = new ConcurrentHashMap<>();
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    /// From now on this key opens this connection.
    public void issue(String key, String connection, Identity identity) {
        keys.put(key, new Issued(connection, identity));
    }

    /// It is over.
    public void end(String key) {
        keys.remove(key);
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    public void reset() {
        down = false;
        keys.clear();
    }

    /// The subjects whose keys were to end.
    public List<String> revoked() {
        return revoked;
    }

    @Override
    public boolean isKey(String credential) {
        return credential.startsWith("pck_");
    }

    @Override
    public Identity holder(String key, String connection) throws NotAuthenticatedException, DependencyUnavailable {
        if (down) {
            throw new DependencyUnavailable(Dependency.APPROVAL, "down");
        }
        Issued issued = keys.get(key);
        if (issued == null || !issued.connection().equals(connection)) {
            throw new NotAuthenticatedException("no");
        }
        return issued.identity();
    }

    @Override
    public void revokeAllOf(String subject, String by, String reason, Instant at) {
        revoked.add(subject);
    }

    private record Issued(String connection, Identity identity) {}
}
