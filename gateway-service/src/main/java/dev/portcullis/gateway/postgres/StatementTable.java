// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.sql.AnalyzedStatement;
import dev.portcullis.sql.NameUse;
import dev.portcullis.sql.TransactionEffect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of one session: prepared statements and portals, of SQL and of the extended protocol alike,
/// since the target keeps them in one place too. Entries follow the target's own confirmations, never a
/// client's wish.
final class StatementTable {
    /// Beyond this many names of a kind, or too much text under them, the session is asked to close some.
    static final int MOST = 5_000;
    private static final long MOST_CHARACTERS = 16L << 20;

    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    private long characters;

    @Nullable
    PreparedStatement statement(String name) {
        return statements.get(name);
    }

    @Nullable
    Portal portal(String name) {
        return portals.get(name);
    }

    boolean isFull() {
        return statements.size() >= MOST || portals.size() >= MOST || characters >= MOST_CHARACTERS;
    }

    void put(String name, PreparedStatement statement) {
        forget(statements.put(name, statement));
        characters += statement.sql().length();
    }

    void put(String name, Portal portal) {
        portals.put(name, portal);
    }

    void close(FrontendMessage.Target target, String name) {
        switch (target) {
            case STATEMENT -> forget(statements.remove(name));
            case PORTAL -> portals.remove(name);
        }
    }

    void closeAllStatements() {
        statements.clear();
        characters = 0;
    }

    /// A statement of SQL has run: the names that it makes are there, those that it ends are gone.
    void apply(AnalyzedStatement done) {
        for (NameUse use : done.names()) {
            switch (use.action()) {
                case PREPARES -> put(use.name(), new PreparedStatement(done.text(), List.of(), null));
                case DECLARES_CURSOR -> put(use.name(), new Portal(null, done, Formats.TEXT, null));
                case DEALLOCATES -> {
                    if (use.name().isEmpty()) {
                        closeAllStatements();
                    } else {
                        close(FrontendMessage.Target.STATEMENT, use.name());
                    }
                }
                case CLOSES_CURSOR -> {
                    if (use.name().isEmpty()) {
                        closeAllPortals();
                    } else {
                        close(FrontendMessage.Target.PORTAL, use.name());
                    }
                }
                case EXECUTES, USES_CURSOR -> {}
            }
        }
        if (done.effect() == TransactionEffect.ROLLBACK_TO) {
            closeAllPortals();
        }
    }

    private void forget(@Nullable PreparedStatement gone) {
        if (gone != null) {
            characters -= gone.sql().length();
        }
    }

    /// A name that the target has forgotten must be forgotten here: something else could be given it behind our
    /// back.
    void closeAllPortals() {
        portals.clear();
    }
}
