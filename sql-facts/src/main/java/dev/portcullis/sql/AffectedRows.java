// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// Which rows one statement would change, told in advance: by queries that only read, made of the statement's own
/// clauses and proven to hold the same `FROM` and `WHERE`.
///
/// A trigger, a rule or row-level security at the target, and whatever happens before the statement runs, may make it
/// other rows.
public sealed interface AffectedRows {

    /// Rows that queries find. A row is one row however often a join brings it up.
    ///
    /// @param count one number
    /// @param sample some of the rows as they are now; of an `INSERT`, as they would be
    /// @param atMost `ON CONFLICT` may leave some out, or change others
    record Found(String count, String sample, boolean atMost) implements AffectedRows {}

    /// As many rows as the statement itself brings along.
    ///
    /// @param atMost `ON CONFLICT` may leave some out, or change others
    record Brought(long count, boolean atMost) implements AffectedRows {}

    /// Nobody can say without running it.
    record Untold(String why) implements AffectedRows {}

    /// How many rows a sample has at most.
    int SAMPLE = 20;

    /// What can be told of a command.
    ///
    /// @throws SqlRefused it cannot be read
    static AffectedRows of(SqlParser parser, String sql) throws SqlRefused {
        ParseTree tree = parser.parse(sql);
        return tree.statements().size() == 1
                ? new RowQueries(parser, sql, tree.statements().getFirst().node()).rows()
                : new Untold("It holds several statements.");
    }
}
