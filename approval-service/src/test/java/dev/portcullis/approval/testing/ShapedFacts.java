// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.sql.CommandShape;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The facts that a gateway would send with a command on `public.orders`, with its real fingerprint.
public final class ShapedFacts {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final Map<String, SqlFacts> KNOWN = new ConcurrentHashMap<>();

    private ShapedFacts() {}

    public static SqlFacts of(String command) {
        return KNOWN.computeIfAbsent(command, ShapedFacts::read);
    }

    private static SqlFacts read(String command) {
        return of("public", false, true, fingerprint(command));
    }

    /// Facts that differ in what they say of the one statement.
    public static SqlFacts of(String schema, boolean opaque, boolean known, String fingerprint) {
        SqlStatement statement = new SqlStatement(
                "UPDATE",
                List.of("UPDATE"),
                false,
                true,
                false,
                opaque,
                true,
                true,
                List.of(new SqlRelation(schema, "orders", known, SqlRelation.Access.WRITE)),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return new SqlFacts(List.of(statement), false, true, true, List.of(), fingerprint);
    }

    private static String fingerprint(String command) {
        try {
            return CommandShape.of(PARSER, command).fingerprint();
        } catch (SqlRefused e) {
            return "none";
        }
    }
}
