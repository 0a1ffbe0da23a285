// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.sql.AffectedRows;
import dev.portcullis.sql.InlinedParameters;
import dev.portcullis.sql.PassingValues;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Works out what can be looked at of a held command without running any of it.
final class Questions {
    private static final Set<String> PLANNED = Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE");

    private final SqlParser parser;

    Questions(SqlParser parser) {
        this.parser = parser;
    }

    Question about(Approval approval, SqlFacts facts) throws SqlRefused {
        if (facts.statements().size() != 1) {
            return Question.none("There is no preview of several statements.");
        }
        SqlStatement statement = facts.statements().getFirst();
        if (!PLANNED.contains(statement.kind())) {
            return Question.none("There is no preview of " + statement.kind() + ".");
        }
        List<String> effects = statement.functions().stream()
                .filter(function -> function.sideEffects() || !function.known())
                .map(SqlFunction::name)
                .toList();
        if (!effects.isEmpty()) {
            // Planning may already call a function.
            return Question.none("It calls what may do more than compute: " + String.join(", ", effects) + ".");
        }
        if (approval.parameters().stream().anyMatch(value -> value != null && value.startsWith("\\x"))) {
            return Question.none("A parameter is known as bytes only.");
        }
        String inlined = InlinedParameters.of(parser, approval.text(), approval.parameters());
        return new Question(
                inlined, "", AffectedRows.of(parser, inlined), target(statement), doubts(approval, inlined, statement));
    }

    private static List<String> target(SqlStatement statement) {
        List<SqlRelation> written = statement.relations().stream()
                .filter(relation -> relation.access() == SqlRelation.Access.WRITE && relation.known())
                .toList();
        return written.size() == 1
                ? List.of(written.getFirst().schema(), written.getFirst().name())
                : List.of();
    }

    private List<String> doubts(Approval approval, String inlined, SqlStatement statement) throws SqlRefused {
        List<String> doubts = new ArrayList<>();
        List<String> passing = PassingValues.in(parser, inlined, statement.functions());
        if (!passing.isEmpty()) {
            doubts.add("Another time or session gives another value: " + String.join(", ", passing) + ".");
        }
        if (!inlined.equals(approval.text())) {
            doubts.add("Of which types the parameters are was left to the target; the client may have said otherwise.");
        }
        return doubts;
    }
}
