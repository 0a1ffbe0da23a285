// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import org.jspecify.annotations.Nullable;

/// One unit of decision. Exactly the facts that belong to its kind are there.
///
/// @param kind what is asked
/// @param id unique per command; the same id names it in decisions, approvals, recordings and audit events
/// @param sql the facts of a SQL command; null for every other kind
/// @param http the facts of an HTTP request; null for every other kind
/// @param tool the facts of a tool call; null for every other kind
public record Command(
        Kind kind,
        String id,
        @Nullable SqlFacts sql,
        @Nullable HttpFacts http,
        @Nullable ToolFacts tool) {

    /// A SQL command, or the opening of a session.
    public Command(Kind kind, String id, @Nullable SqlFacts sql) {
        this(kind, id, sql, null, null);
    }

    /// The command that has these facts.
    public static Command of(String id, Facts facts) {
        return switch (facts) {
            case SqlFacts sql -> new Command(Kind.SQL, id, sql, null, null);
            case HttpFacts http -> new Command(Kind.HTTP, id, null, http, null);
            case ToolFacts tool -> new Command(Kind.TOOL, id, null, null, tool);
        };
    }

    /// What is asked of the target.
    public enum Kind {
        /// May this identity open a session on this connection at all?
        SESSION_OPEN,
        /// May this SQL command run?
        SQL,
        /// May this HTTP request be sent?
        HTTP,
        /// May the caller be asked to make this call of a tool?
        TOOL
    }
}
