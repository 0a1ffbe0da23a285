// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import dev.portcullis.contracts.command.SqlFacts;
import java.util.List;

/// All there is to know about a command before it runs.
///
/// @param facts what rules read
/// @param factsDigest equal exactly when the facts are equal; SHA-256 in hex
/// @param statements one entry per statement, in order, as in the facts
public record AnalyzedCommand(SqlFacts facts, String factsDigest, List<AnalyzedStatement> statements) {

    public AnalyzedCommand {
        statements = List.copyOf(statements);
    }
}
