// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.names.NamePatterns;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// How far templates of a connection may go. A rule that cannot be read stops the start.
@Component
final class TemplateLimits {

    /// The limits of one connection.
    ///
    /// @param quorum who must agree besides whom policy asks
    /// @param longest for how long at most
    /// @param mostUses how often at most
    record Limits(Quorum quorum, Duration longest, long mostUses) {

        /// Who must agree in advance to a command for which policy asks this quorum.
        Quorum together(Quorum demand) {
            return Quorum.together(List.of(demand, quorum));
        }

        private Limits and(Limits other) {
            return new Limits(
                    Quorum.together(List.of(quorum, other.quorum)),
                    longest.compareTo(other.longest) <= 0 ? longest : other.longest,
                    Math.min(mostUses, other.mostUses));
        }
    }

    private record Rule(NamePatterns connections, Limits limits) {}

    private final List<Rule> rules;

    TemplateLimits(TemplateProperties properties) {
        rules = properties.rules().stream().map(TemplateLimits::read).toList();
    }

    /// The limits of a connection; empty if nothing is agreed to in advance on it.
    Optional<Limits> of(String connection) {
        return rules.stream()
                .filter(rule -> rule.connections().name(connection))
                .map(Rule::limits)
                .reduce(Limits::and);
    }

    private static Rule read(TemplateProperties.Rule rule) {
        try {
            return new Rule(
                    new NamePatterns(rule.connections()),
                    new Limits(Quorum.parse(rule.quorum()), rule.longest(), rule.mostUses()));
        } catch (QuorumSyntaxException e) {
            throw new IllegalStateException("portcullis.templates.rules: " + e.getMessage(), e);
        }
    }
}
