// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.decision;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a [DecisionRequest]: an outcome with *all* its reasons, the obligations that come with it,
/// and how long it may be reused.
///
/// @param outcome deny beats hold beats allow; nothing matched is a deny
/// @param reasons every rule that matched, in the order of policies and rules; for a default deny, one reason
///     that says so
/// @param obligations what the gateway must do when it lets the command through
/// @param approval whom to ask; present exactly when the outcome is [Outcome#HOLD]
/// @param risk the risk points collected
/// @param policyVersion the version of the policy set that was used: changes whenever any policy, connection or
/// classification does
/// @param cache when this answer may be used again
public record Decision(
        Outcome outcome,
        List<Reason> reasons,
        Obligations obligations,
        @Nullable ApprovalTerms approval,
        int risk,
        long policyVersion,
        CacheTerms cache) {

    public Decision {
        reasons = List.copyOf(reasons);
        if ((outcome == Outcome.HOLD) != (approval != null)) {
            throw new IllegalArgumentException("a hold, and only a hold, names its approval terms");
        }
    }

    /// What becomes of the command.
    public enum Outcome {
        ALLOW,
        DENY,
        HOLD
    }

    /// One rule that matched.
    ///
    /// @param policy the policy's name
    /// @param version the policy's version
    /// @param rule the rule's name
    /// @param effect what the rule asks for: `allow`, `deny`, `hold`, `mask`, `oblige`, `risk`
    /// @param message what the author of the rule wants the caller to read; empty if nothing
    /// @param shadow the rule was evaluated for information only and did not count
    /// @param failed the condition could not be evaluated, so the rule took its strictest reading: an `allow` that
    ///     failed is listed for its author to see, and did not count
    public record Reason(
            String policy, long version, String rule, String effect, String message, boolean shadow, boolean failed) {}

    /// Whom to ask about a held command, and for how long.
    ///
    /// @param quorum for example `1 of dba`
    /// @param ttlSeconds after this time without a decision the hold ends as refused
    public record ApprovalTerms(String quorum, long ttlSeconds) {}

    /// When a decision may be used again.
    ///
    /// @param cacheable whether an equal command of an equal identity on the same connection gets the same
    ///     answer until the policy version changes; false as soon as some rule reads the time, the session or
    ///     anything else that differs between equal commands
    /// @param reads the attributes that the rules read, for example `identity.groups`, `sql.readOnly`
    /// @param until from this moment on the answer must not be used again, because a rule or an exception
    ///     ends then; null when none does
    public record CacheTerms(
            boolean cacheable, List<String> reads, @Nullable Instant until) {

        public CacheTerms {
            reads = List.copyOf(reads);
        }

        /// Terms of rules that do not end.
        public CacheTerms(boolean cacheable, List<String> reads) {
            this(cacheable, reads, null);
        }
    }
}
