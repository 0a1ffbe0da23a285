// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.sql.SqlRefused.Reason;
import java.util.List;

/// One plain command taken apart into what it does and the values it does it with. Two commands of the same
/// [#fingerprint] whose literals are equal, kind and value, are the same command to PostgreSQL.
///
/// @param fingerprint equal for commands that differ in literals only, as in
///     [dev.portcullis.contracts.command.SqlFacts]
/// @param pattern the command's text with `{1}`, `{2}`, … where its literals stand; for people to read
/// @param literals its literals: `{1}` is the first
/// @param parameters how many parameters it takes: the highest number after a `$`
public record CommandShape(String fingerprint, String pattern, List<Literal> literals, int parameters) {

    public CommandShape {
        literals = List.copyOf(literals);
    }

    /// Takes a command apart.
    ///
    /// @throws SqlRefused when it cannot be read, is not exactly one command, or is one whose effect is not
    ///     in its own text: only `SELECT`, `INSERT`, `UPDATE`, `DELETE` and `MERGE` have a shape
    public static CommandShape of(SqlParser parser, String sql) throws SqlRefused {
        ParseTree tree = parser.parse(sql);
        if (tree.statements().size() != 1) {
            throw new SqlRefused(Reason.UNSUPPORTED, "exactly one command has a shape");
        }
        ParseTree.Statement statement = tree.statements().getFirst();
        if (!isPlain(Ast.type(statement.node()))) {
            throw new SqlRefused(Reason.UNSUPPORTED, "only SELECT, INSERT, UPDATE, DELETE and MERGE have a shape");
        }
        Literals literals = new Literals(statement.node());
        return new CommandShape(
                Fingerprint.of(tree),
                new LiteralPlaces(parser, sql).pattern(literals.found()),
                literals.found().stream().map(Literals.Found::literal).toList(),
                literals.parameters());
    }

    private static boolean isPlain(String type) {
        return switch (type) {
            case "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> true;
            default -> false;
        };
    }
}
