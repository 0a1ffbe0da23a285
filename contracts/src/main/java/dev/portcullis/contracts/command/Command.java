// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import org.jspecify.annotations.Nullable;

/// One unit of decision.
///
/// @param kind what is asked
/// @param id unique per command; the same id names it in decisions, approvals, recordings and audit events
/// @param sql the facts of a SQL command; null for every other kind
public record Command(Kind kind, String id, @Nullable SqlFacts sql) {

    /// What is asked of the target.
    public enum Kind {
        /// May this identity open a session on this connection at all?
        SESSION_OPEN,
        /// May this SQL command run?
        SQL
    }
}
