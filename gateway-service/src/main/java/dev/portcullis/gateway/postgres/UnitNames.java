// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.FrontendMessage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The session's names as they will be in the middle of a unit that nothing of has been forwarded yet. If the
/// target refuses one of the unit's messages it skips the rest, so that nothing is ever run that was judged
/// by a name which did not come to be.
final class UnitNames {
    private final StatementTable table;
    private final Map<String, @Nullable PreparedStatement> statements = new HashMap<>();
    private final Map<String, @Nullable Portal> portals = new HashMap<>();

    UnitNames(StatementTable table) {
        this.table = table;
    }

    @Nullable
    PreparedStatement statement(String name) {
        return statements.containsKey(name) ? statements.get(name) : table.statement(name);
    }

    @Nullable
    Portal portal(String name) {
        return portals.containsKey(name) ? portals.get(name) : table.portal(name);
    }

    boolean isNewPortal(String name) {
        return portals.containsKey(name);
    }

    void put(String name, PreparedStatement statement) {
        statements.put(name, statement);
    }

    void put(String name, Portal portal) {
        portals.put(name, portal);
    }

    void close(FrontendMessage.Target target, String name) {
        switch (target) {
            case STATEMENT -> statements.put(name, null);
            case PORTAL -> portals.put(name, null);
        }
    }
}
