// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.command;

import java.util.List;

/// Facts of one SQL command, read from PostgreSQL's own parse tree. A command may hold several statements
/// (the simple query protocol); the flags say what holds for the command as a whole.
///
/// @param statements one entry per statement, in order; empty for an empty query
/// @param readOnly every statement only reads, and nothing it calls is known or suspected to have side effects
/// @param writes some statement, at any depth, inserts, updates, deletes, merges, copies in or locks rows
/// @param hasLimit every statement that returns rows bounds their number
/// @param classifications every classification some statement touches, sorted, without duplicates
/// @param fingerprint equal for commands that differ in literals only
public record SqlFacts(
        List<SqlStatement> statements,
        boolean readOnly,
        boolean writes,
        boolean hasLimit,
        List<String> classifications,
        String fingerprint)
        implements Facts {

    public SqlFacts {
        statements = List.copyOf(statements);
        classifications = List.copyOf(classifications);
    }
}
