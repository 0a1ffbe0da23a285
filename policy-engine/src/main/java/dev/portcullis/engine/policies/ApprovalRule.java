// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.quorum.Quorum;
import java.time.Duration;
import java.util.Collection;

/// Whom to ask, and for how long.
///
/// @param quorum who must agree
/// @param ttl after this time without an answer the hold ends as refused
public record ApprovalRule(Quorum quorum, Duration ttl) {

    /// What satisfies all the rules at once: every quorum, within the shortest time.
    static ApprovalRule all(Collection<ApprovalRule> rules) {
        Duration shortest =
                rules.stream().map(ApprovalRule::ttl).min(Duration::compareTo).orElseThrow();
        return new ApprovalRule(
                Quorum.together(rules.stream().map(ApprovalRule::quorum).toList()), shortest);
    }

    /// The terms on the wire.
    public static Decision.ApprovalTerms terms(Collection<ApprovalRule> rules) {
        ApprovalRule all = all(rules);
        return new Decision.ApprovalTerms(all.quorum().toString(), all.ttl().toSeconds());
    }
}
