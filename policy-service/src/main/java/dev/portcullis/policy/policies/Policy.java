// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import dev.portcullis.policy.rules.Scope;
import java.util.List;
import java.util.Optional;

/// One policy, read from its document and compiled.
///
/// @param name its name
/// @param description what it is for, in its author's words
/// @param match the connections it is about
/// @param rules its rules, in order
/// @param thresholds what risk points lead to
public record Policy(
        String name, String description, ConnectionMatch match, List<Rule> rules, Optional<Thresholds> thresholds) {

    public Policy {
        rules = List.copyOf(rules);
    }

    /// What is allowed, and still may not be what the author means.
    public List<String> warnings() {
        boolean opens =
                rules.stream().anyMatch(rule -> rule.scope() == Scope.SESSION && rule.effect() instanceof Effect.Allow);
        boolean permits = rules.stream()
                .anyMatch(rule -> rule.scope() == Scope.COMMAND
                        && (rule.effect() instanceof Effect.Allow || rule.effect() instanceof Effect.Hold));
        return permits && !opens
                ? List.of("No rule on sessions allows anything: unless another policy does, nobody can connect.")
                : List.of();
    }

    /// From how many risk points on a command is held or denied. The points of all policies that apply are added up.
    ///
    /// @param hold from here on it is held; empty for never
    /// @param deny from here on it is denied; empty for never
    public record Thresholds(Optional<Hold> hold, Optional<Integer> deny) {}

    /// A threshold for holding.
    ///
    /// @param points from how many points on
    /// @param approval whom to ask
    public record Hold(int points, ApprovalRule approval) {}
}
