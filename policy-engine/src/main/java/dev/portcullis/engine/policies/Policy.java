// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import java.util.List;
import java.util.Optional;

/// One policy, read from its document and compiled.
///
/// @param name its name
/// @param description what it is for, in its author's words
/// @param match the connections it is about
/// @param rules its rules, in order
/// @param thresholds what risk points lead to
/// @param tests what its author expects of it
public record Policy(
        String name,
        String description,
        ConnectionMatch match,
        List<Rule> rules,
        Optional<Thresholds> thresholds,
        Optional<PolicyTests> tests) {

    public Policy {
        rules = List.copyOf(rules);
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
