// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.policy.decisions.PolicySet.VersionedPolicy;
import dev.portcullis.policy.policies.Policy;
import dev.portcullis.policy.policies.Rule;
import dev.portcullis.policy.rules.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// What has a say about one connection, sorted out once and not per decision.
///
/// @param connection the connection
/// @param session the rules on opening a session
/// @param command the rules on commands
/// @param thresholds what risk points lead to
record ConnectionRules(Connection connection, Rules session, Rules command, List<Thresholds> thresholds) {

    static ConnectionRules of(Connection connection, List<VersionedPolicy> policies) {
        return new ConnectionRules(
                connection,
                Rules.of(policies, Scope.SESSION),
                Rules.of(policies, Scope.COMMAND),
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
        };
    }

    /// The rules of one scope, in the order of policies and rules.
    ///
    /// @param rules the rules
    /// @param cache when an answer they give may be used again
    record Rules(List<PolicyRule> rules, Decision.CacheTerms cache) {

        static Rules of(List<VersionedPolicy> policies, Scope scope) {
            List<PolicyRule> rules = new ArrayList<>();
            TreeSet<String> reads = new TreeSet<>();
            boolean repeatable = true;
            for (VersionedPolicy policy : policies) {
                for (Rule rule : policy.policy().rules()) {
                    if (rule.scope() == scope) {
                        rules.add(new PolicyRule(policy.name(), policy.version(), rule));
                        // All rules count, also those that did not match this time: they might the next.
                        reads.addAll(rule.condition().reads());
                        repeatable &= rule.condition().isRepeatable();
                    }
                }
            }
            return new Rules(List.copyOf(rules), new Decision.CacheTerms(repeatable, List.copyOf(reads)));
        }
    }

    /// A rule and the policy it is from.
    ///
    /// @param policy the policy's name
    /// @param version the policy's version
    /// @param rule the rule
    record PolicyRule(String policy, long version, Rule rule) {}

    /// Thresholds and the policy they are from.
    ///
    /// @param policy the policy's name
    /// @param version the policy's version
    /// @param terms the thresholds
    record Thresholds(String policy, long version, Policy.Thresholds terms) {}
}
