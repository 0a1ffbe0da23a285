// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.engine.decisions.PolicySet.VersionedPolicy;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.Rule;
import dev.portcullis.engine.rules.Condition;
import dev.portcullis.engine.rules.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What has a say about one connection, sorted out once and not per decision.
///
/// @param connection the connection
/// @param session the rules on opening a session
/// @param command the rules on commands
/// @param tool the rules on tool calls
/// @param thresholds what risk points lead to
public record ConnectionRules(
        Connection connection, Rules session, Rules command, Rules tool, List<Thresholds> thresholds) {

    static ConnectionRules of(Connection connection, List<VersionedPolicy> policies) {
        return new ConnectionRules(
                connection,
                Rules.of(policies, Scope.SESSION),
                Rules.of(policies, Scope.COMMAND),
                Rules.of(policies, Scope.TOOL),
                policies.stream()
                        .flatMap(policy -> policy
                                .policy()
                                .thresholds()
                                .map(terms -> new Thresholds(policy.name(), policy.version(), terms))
                                .stream())
                        .toList());
    }

    Rules in(Scope scope) {
        return switch (scope) {
            case SESSION -> session;
            case COMMAND -> command;
            case TOOL -> tool;
        };
    }

    /// The rules of one scope, in the order of policies and rules.
    ///
    /// @param rules the rules
    /// @param repeatable whether they say the same of equal commands
    /// @param reads what they read
    /// @param ends the moments at which one of them begins to say something else, the earliest first
    public record Rules(List<PolicyRule> rules, boolean repeatable, List<String> reads, List<Instant> ends) {

        static Rules of(List<VersionedPolicy> policies, Scope scope) {
            List<PolicyRule> rules = policies.stream()
                    .flatMap(policy -> policy.policy().rules().stream()
                            .filter(rule -> rule.scope() == scope)
                            .map(rule -> new PolicyRule(policy.name(), policy.version(), rule)))
                    .toList();
            // All rules count, also those that did not match this time: they might the next.
            List<Condition> conditions =
                    rules.stream().flatMap(from -> from.rule().conditions()).toList();
            return new Rules(
                    rules,
                    conditions.stream().allMatch(Condition::isRepeatable),
                    conditions.stream()
                            .flatMap(condition -> condition.reads().stream())
                            .distinct()
                            .sorted()
                            .toList(),
                    rules.stream().flatMap(from -> from.rule().ends()).sorted().toList());
        }

        /// When an answer given now may be used again.
        Decision.CacheTerms cache(Instant now) {
            return new Decision.CacheTerms(repeatable, reads, nextEnd(now));
        }

        private @Nullable Instant nextEnd(Instant now) {
            for (Instant end : ends) {
                if (end.isAfter(now)) {
                    return end;
                }
            }
            return null;
        }
    }

    /// A rule and the policy it is from.
    ///
    /// @param policy the policy's name
    /// @param version the policy's version
    /// @param rule the rule
    public record PolicyRule(String policy, long version, Rule rule) {}

    /// Thresholds and the policy they are from.
    ///
    /// @param policy the policy's name
    /// @param version the policy's version
    /// @param terms the thresholds
    public record Thresholds(String policy, long version, Policy.Thresholds terms) {}
}
