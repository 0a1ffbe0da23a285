// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.sql.AnalyzedCommand;
import org.jspecify.annotations.Nullable;

/// What the target owes for one message that was forwarded, in the order of the messages.
sealed interface Owed {
    /// The command that the answer belongs to; null if it belongs to none.
    default @Nullable CommandRun run() {
        return switch (this) {
            case Bound(var _, var portal) -> portal.run();
            case PortalDescribed(var portal, var _) -> portal.run();
            case Executed(var portal) -> portal.run();
            case Queried(var _, var run) -> run;
            case Parsed _, StatementDescribed _, Closed _, Refused _, Ready _ -> null;
        };
    }

    /// ParseComplete; from then on the statement is there.
    record Parsed(String name, PreparedStatement statement) implements Owed {}

    /// BindComplete; from then on the portal is there.
    record Bound(String name, Portal portal) implements Owed {}

    /// ParameterDescription and RowDescription or NoData.
    record StatementDescribed(PreparedStatement statement) implements Owed {}

    /// RowDescription or NoData.
    ///
    /// @param forClient false if the gateway asked for itself
    record PortalDescribed(Portal portal, boolean forClient) implements Owed {}

    /// Rows and an end of some kind.
    record Executed(Portal portal) implements Owed {}

    /// CloseComplete; from then on the name is free.
    record Closed(FrontendMessage.Target target, String name) implements Owed {}

    /// All results of a simple query, up to its ReadyForQuery.
    ///
    /// @param run null for a text without a statement
    record Queried(AnalyzedCommand meaning, @Nullable CommandRun run) implements Owed {}

    /// An error for a statement made to fail, in whose place the client gets the refusal.
    record Refused(BackendMessage.ErrorResponse answer) implements Owed {}

    /// ReadyForQuery.
    record Ready() implements Owed {}
}
