// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.FrontendMessage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of one session: prepared statements and portals, of SQL and of the extended protocol alike, since
/// the
/// target keeps them in one place too. Entries follow the target's own confirmations, never a client's wish.
final class StatementTable {
    /// Beyond this many names of a kind the session is asked to close some.
    static final int MOST = 5_000;

    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();

    @Nullable
    PreparedStatement statement(String name) {
        return statements.get(name);
    }

    @Nullable
    Portal portal(String name) {
        return portals.get(name);
    }

    boolean isFull() {
        return statements.size() >= MOST || portals.size() >= MOST;
    }

    void put(String name, PreparedStatement statement) {
        statements.put(name, statement);
    }

    void put(String name, Portal portal) {
        portals.put(name, portal);
    }

    void close(FrontendMessage.Target target, String name) {
        switch (target) {
            case STATEMENT -> statements.remove(name);
            case PORTAL -> portals.remove(name);
        }
    }

    void closeAllStatements() {
        statements.clear();
    }

    /// A name that the target has forgotten must be forgotten here: something else could be given it behind our
    /// back.
    void closeAllPortals() {
        portals.clear();
    }
}
