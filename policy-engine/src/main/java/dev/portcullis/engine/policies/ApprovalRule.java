// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.decision.Decision;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/// Whom to ask, and for how long.
///
/// @param quorum for example `1 of dba`; several are joined by ` and `, and then all are needed
/// @param ttl after this time without an answer the hold ends as refused
public record ApprovalRule(String quorum, Duration ttl) {

    /// What satisfies all the rules at once: every quorum, within the shortest time.
    static ApprovalRule all(Collection<ApprovalRule> rules) {
        Set<String> quorums = new LinkedHashSet<>();
        rules.forEach(rule -> quorums.addAll(Arrays.asList(rule.quorum().split(" and ", -1))));
        Duration shortest =
                rules.stream().map(ApprovalRule::ttl).min(Duration::compareTo).orElseThrow();
        return new ApprovalRule(String.join(" and ", quorums), shortest);
    }

    /// The terms on the wire.
    public static Decision.ApprovalTerms terms(Collection<ApprovalRule> rules) {
        ApprovalRule all = all(rules);
        return new Decision.ApprovalTerms(all.quorum(), all.ttl().toSeconds());
    }
}
