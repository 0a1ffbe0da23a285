// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template was agreed to for, as it is stored: its example with everything that was known of it.
///
/// @param text the example, whole
/// @param parameters the example's parameters
/// @param facts what the parser found out about the example
/// @param bounds what may differ from it
/// @param pattern the example with places for its literals
/// @param places every place, as people saw it
record Terms(
        String text,
        List<@Nullable String> parameters,
        SqlFacts facts,
        List<TemplateBound> bounds,
        String pattern,
        List<CommandTemplate.Place> places) {

    /// The rules that hold a command, by name and version; empty if one of them could not be evaluated,
    /// because then nobody knows what it asks for.
    static List<String> rules(ApprovalRequest asked) {
        List<Decision.Reason> holding = asked.reasons().stream()
                .filter(reason -> !reason.shadow() && reason.effect().equals("hold"))
                .toList();
        return holding.stream().anyMatch(Decision.Reason::failed)
                ? List.of()
                : holding.stream()
                        .map(reason -> reason.policy() + "@" + reason.version() + "/" + reason.rule())
                        .distinct()
                        .sorted()
                        .toList();
    }

    /// Whether facts are those of one command of which everything is known, and which changes nothing but
    /// data.
    static boolean areClear(SqlFacts facts) {
        return facts.statements().size() == 1
                && facts.statements().stream()
                        .allMatch(statement -> !statement.opaque()
                                && !statement.administrative()
                                && statement.relations().stream().allMatch(relation -> relation.known())
                                && statement.functions().stream().allMatch(function -> function.known()));
    }

    /// Whether another command touches exactly what the example does.
    boolean touchTheSame(@Nullable SqlFacts others) {
        return facts.equals(others);
    }
}
