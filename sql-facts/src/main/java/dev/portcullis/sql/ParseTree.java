// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A command and its statements as PostgreSQL's grammar sees them.
///
/// @param sql the command
/// @param statements its statements, in order; empty for an empty command
public record ParseTree(String sql, List<Statement> statements) {

    public ParseTree {
        statements = List.copyOf(statements);
    }

    /// One statement.
    ///
    /// @param text its part of the command
    /// @param node `{"SelectStmt": {…}}`: the node's name in PostgreSQL's sources, and its fields
    public record Statement(String text, JsonNode node) {}

    static ParseTree of(String sql, byte[] utf8, JsonNode root) {
        JsonNode stmts = root.path("stmts");
        Statement[] found = new Statement[stmts.size()];
        for (int i = 0; i < found.length; i++) {
            JsonNode raw = stmts.get(i);
            int from = raw.path("stmt_location").asInt(0);
            int length = raw.path("stmt_len").asInt(0);
            // PostgreSQL counts bytes, and writes 0 for "up to the end".
            int until = length == 0 ? utf8.length : from + length;
            found[i] = new Statement(slice(sql, utf8, from, until), raw.path("stmt"));
        }
        return new ParseTree(sql, List.of(found));
    }

    private static String slice(String sql, byte[] utf8, int from, int until) {
        if (sql.length() == utf8.length) {
            return sql.substring(from, until);
        }
        return new String(utf8, from, until - from, StandardCharsets.UTF_8);
    }
}
