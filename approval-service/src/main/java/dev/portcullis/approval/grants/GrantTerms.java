// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.names.NamePatterns;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// What may be granted on which connection. A rule that cannot be read stops the start.
@Component
final class GrantTerms {

    /// The terms of one connection.
    ///
    /// @param quorum who must agree
    /// @param longest for how long at most
    /// @param longestExtended for how long at most with all extensions
    record Terms(Quorum quorum, Duration longest, Duration longestExtended) {}

    private record Rule(NamePatterns connections, Terms terms) {}

    private final List<Rule> rules;

    GrantTerms(GrantProperties properties) {
        rules = properties.rules().stream().map(GrantTerms::read).toList();
    }

    /// The terms of a connection; empty if nobody is granted access to it.
    Optional<Terms> of(String connection) {
        List<Terms> terms = rules.stream()
                .filter(rule -> rule.connections().name(connection))
                .map(Rule::terms)
                .toList();
        return terms.isEmpty() ? Optional.empty() : Optional.of(together(terms));
    }

    private static Terms together(List<Terms> terms) {
        return new Terms(
                Quorum.together(terms.stream().map(Terms::quorum).toList()),
                terms.stream().map(Terms::longest).min(Duration::compareTo).orElseThrow(),
                terms.stream()
                        .map(Terms::longestExtended)
                        .min(Duration::compareTo)
                        .orElseThrow());
    }

    private static Rule read(GrantProperties.Rule rule) {
        try {
            return new Rule(
                    new NamePatterns(rule.connections()),
                    new Terms(Quorum.parse(rule.quorum()), rule.longest(), rule.longestExtended()));
        } catch (QuorumSyntaxException e) {
            throw new IllegalStateException("portcullis.grants.rules: " + e.getMessage(), e);
        }
    }
}
