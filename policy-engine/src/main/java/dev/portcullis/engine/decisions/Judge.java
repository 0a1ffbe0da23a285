// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.contracts.decision.Decision.Reason;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.engine.decisions.ConnectionRules.PolicyRule;
import dev.portcullis.engine.policies.ApprovalRule;
import dev.portcullis.engine.policies.Bounds;
import dev.portcullis.engine.policies.Effect;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.Reading;
import dev.portcullis.engine.rules.Attributes;
import dev.portcullis.engine.rules.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Judges one request. Every rule is evaluated, whatever the others said, so that the answer has all its reasons;
/// then deny beats hold beats allow, and nothing at all is a deny.
public final class Judge {

    private final List<Reason> reasons = new ArrayList<>();
    private final List<ApprovalRule> holds = new ArrayList<>();
    private final List<Obligations.Mask> masks = new ArrayList<>();
    private final List<Bounds> bounds = new ArrayList<>();
    private boolean allowed;
    private boolean denied;
    private int risk;

    private Judge() {}

    /// The decision of a set about a request.
    ///
    /// @param trace is told about every rule in turn
    public static Decision decide(PolicySet set, DecisionRequest request, Trace trace) {
        return decide(set, request, Set.of(), trace);
    }

    /// The decision of a set about a request of which not everything is known. Rules that depend on the rest take
    /// their strictest reading, and the trace is told that they could not be evaluated.
    ///
    /// @param unrecorded attributes, such as `http.headers`
    /// @param trace is told about every rule in turn
    public static Decision decide(PolicySet set, DecisionRequest request, Set<String> unrecorded, Trace trace) {
        Optional<ConnectionRules> known = set.rules(request.connection());
        if (known.isEmpty()) {
            Reason unknown = defaultDeny("There is no connection of this name.");
            return denied(List.of(unknown), 0, set.version(), new Decision.CacheTerms(false, List.of()));
        }
        ConnectionRules.Rules rules = known.get().in(scope(request));
        Attributes all = Attributes.of(request, known.get().connection());
        Attributes attributes = unrecorded.isEmpty() ? all : all.without(unrecorded);
        Judge judge = new Judge();
        for (PolicyRule rule : rules.rules()) {
            judge.examine(rule, rule.rule().read(attributes, request.time()), trace);
        }
        known.get().thresholds().forEach(judge::weigh);
        return judge.decision(set.version(), rules.cache(request.time()));
    }

    private void examine(PolicyRule from, Reading reading, Trace trace) {
        Effect effect = from.rule().effect();
        boolean failed = reading instanceof Reading.Failed;
        boolean counts = switch (reading) {
            case Reading.Matches() -> true;
            case Reading.Failed _ -> effect.countsWhenFailed();
            case Reading.MatchesNot _, Reading.Exempted _, Reading.Expired _ -> false;
        };
        trace.examined(from, reading, counts);
        if (counts || failed) {
            reasons.add(reason(from, failed));
        }
        if (counts && !from.rule().shadow()) {
            apply(effect);
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.Allow() -> allowed = true;
            case Effect.Deny() -> denied = true;
            case Effect.Hold(ApprovalRule approval) -> holds.add(approval);
            case Effect.Mask(List<Obligations.Mask> more) -> masks.addAll(more);
            case Effect.Oblige(Bounds more) -> bounds.add(more);
            case Effect.Risk(int points) -> risk = Math.addExact(risk, points);
        }
    }

    private void weigh(ConnectionRules.Thresholds thresholds) {
        Policy.Thresholds terms = thresholds.terms();
        if (terms.deny().filter(points -> risk >= points).isPresent()) {
            denied = true;
            reasons.add(riskReason(thresholds, "deny", terms.deny().get()));
        } else if (terms.hold().filter(hold -> risk >= hold.points()).isPresent()) {
            holds.add(terms.hold().get().approval());
            reasons.add(riskReason(thresholds, "hold", terms.hold().get().points()));
        }
    }

    private Decision decision(long version, Decision.CacheTerms cache) {
        if (!allowed && !denied && holds.isEmpty()) {
            reasons.add(defaultDeny("No rule allows this."));
            denied = true;
        }
        if (denied) {
            return denied(reasons, risk, version, cache);
        }
        Obligations obligations = Bounds.obligations(masks, bounds);
        return holds.isEmpty()
                ? new Decision(Outcome.ALLOW, reasons, obligations, null, risk, version, cache)
                : new Decision(Outcome.HOLD, reasons, obligations, ApprovalRule.terms(holds), risk, version, cache);
    }

    private static Decision denied(List<Reason> reasons, int risk, long version, Decision.CacheTerms cache) {
        return new Decision(Outcome.DENY, reasons, Obligations.NONE, null, risk, version, cache);
    }

    private static Scope scope(DecisionRequest request) {
        return switch (request.command().kind()) {
            case SESSION_OPEN -> Scope.SESSION;
            case SQL, HTTP -> Scope.COMMAND;
            case TOOL -> Scope.TOOL;
        };
    }

    private static Reason reason(PolicyRule from, boolean failed) {
        return new Reason(
                from.policy(),
                from.version(),
                from.rule().name(),
                from.rule().effect().word(),
                from.rule().message(),
                from.rule().shadow(),
                failed);
    }

    /// The rule's name is empty: it is the policy's thresholds that speak.
    private Reason riskReason(ConnectionRules.Thresholds from, String effect, int threshold) {
        String message = "Risk " + risk + " reaches " + threshold + ".";
        return new Reason(from.policy(), from.version(), "", effect, message, false, false);
    }

    /// No policy and no rule is named: none of them said anything.
    private static Reason defaultDeny(String message) {
        return new Reason("", 0, "", "deny", message, false, false);
    }

    /// Is told about each rule that was examined.
    @FunctionalInterface
    public interface Trace {
        /// For decisions, which keep nothing but the reasons.
        Trace NONE = (_, _, _) -> {};

        void examined(PolicyRule rule, Reading reading, boolean counts);
    }
}
