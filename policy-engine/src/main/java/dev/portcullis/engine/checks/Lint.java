// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import dev.portcullis.engine.policies.ApprovalRule;
import dev.portcullis.engine.policies.Effect;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyTests;
import dev.portcullis.engine.policies.Rule;
import dev.portcullis.engine.rules.Condition.Constant;
import dev.portcullis.engine.rules.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds in one policy what cannot be meant. It reports only what is certain from the text: a policy without findings
/// may still be wrong, and that is what its tests are for.
public final class Lint {

    private final Policy policy;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    private Lint(Policy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    /// All findings, by line.
    public static List<Finding> of(Policy policy, Instant now) {
        Lint lint = new Lint(policy, now);
        lint.whole();
        for (Rule rule : policy.rules()) {
            lint.alone(rule);
            lint.besideOthers(rule);
        }
        lint.findings.sort(Comparator.comparingInt(Finding::line));
        return List.copyOf(lint.findings);
    }

    private void whole() {
        boolean opens = policy.rules().stream()
                .anyMatch(rule -> rule.scope() == Scope.SESSION && rule.effect() instanceof Effect.Allow);
        boolean permits = policy.rules().stream()
                .anyMatch(rule -> rule.scope() != Scope.SESSION
                        && (rule.effect() instanceof Effect.Allow || rule.effect() instanceof Effect.Hold));
        boolean othersOpen = policy.tests().filter(PolicyTests::othersAllow).isPresent();
        if (permits && !opens && !othersOpen) {
            add("No rule on sessions allows anything: unless another policy does, nobody can connect.");
        }
        policy.thresholds().ifPresent(this::thresholds);
    }

    private void thresholds(Policy.Thresholds thresholds) {
        long most = policy.rules().stream()
                .map(Rule::effect)
                .mapToLong(effect -> effect instanceof Effect.Risk(int points) ? points : 0)
                .sum();
        thresholds.hold().filter(hold -> hold.points() > most).ifPresent(hold -> add(out("hold", hold.points(), most)));
        thresholds.deny().filter(deny -> deny > most).ifPresent(deny -> add(out("deny", deny, most)));
        thresholds.hold().ifPresent(hold -> approval(hold.approval(), 1, ""));
    }

    private static String out(String word, int points, long most) {
        return "The threshold for " + word + ", " + points + ", is out of reach: all rules together give " + most
                + " points. Other policies may add to them.";
    }

    private void alone(Rule rule) {
        if (rule.isOver(now)) {
            add(rule, "It has ended and never counts again.");
        }
        rule.exemptions().stream()
                .filter(exemption -> !now.isBefore(exemption.until()))
                .forEach(exemption -> add(rule, "The exception of " + exemption.owner() + " has ended."));
        if (rule.condition().constant() == Constant.NEVER) {
            add(rule, "Its condition never holds.");
        }
        if (rule.effect() instanceof Effect.Allow && rule.condition().constant() == Constant.ALWAYS) {
            add(rule, "It allows everything to everybody, unless another rule denies or holds it.");
        }
        if (rule.effect() instanceof Effect.Hold(ApprovalRule approval)) {
            approval(approval, rule.line(), rule.name());
        }
        rule.conditions()
                .flatMap(condition -> condition.unguardedKeys().stream())
                .distinct()
                .forEach(key -> add(
                        rule,
                        "It reads " + key
                                + ", which may be missing; the rule then takes its strictest reading. Ask has(" + key
                                + ") first if that is not meant."));
    }

    /// Who can give it is known from the tests, when they name approvers.
    private void approval(ApprovalRule approval, int line, String rule) {
        Set<String> groups = policy.tests().stream()
                .flatMap(tests -> tests.identities().values().stream())
                .filter(identity -> identity.roles().contains("approver"))
                .flatMap(identity -> identity.groups().stream())
                .collect(Collectors.toSet());
        if (groups.isEmpty()) {
            return;
        }
        for (String wanted : approval.quorum().groups()) {
            if (!groups.contains(wanted)) {
                findings.add(new Finding(
                        line,
                        rule,
                        "Nobody can give this approval: no approver among the tests' identities is in the group "
                                + wanted + "."));
            }
        }
    }

    private void besideOthers(Rule rule) {
        for (Rule other : policy.rules()) {
            if (other.name().equals(rule.name()) || other.scope() != rule.scope() || !counts(other) || !counts(rule)) {
                continue;
            }
            // Whenever all terms of a condition hold, so do those that another condition shares with it.
            boolean covered =
                    rule.condition().terms().containsAll(other.condition().terms())
                            || other.condition().constant() == Constant.ALWAYS;
            if (covered) {
                covered(rule, other);
            }
        }
    }

    private void covered(Rule rule, Rule other) {
        boolean permits = rule.effect() instanceof Effect.Allow || rule.effect() instanceof Effect.Hold;
        if (permits && other.effect() instanceof Effect.Deny) {
            add(rule, "It is shadowed: whenever it matches, " + other.name() + " denies.");
        } else if (rule.effect() instanceof Effect.Allow && other.effect() instanceof Effect.Hold) {
            add(rule, "It is shadowed: whenever it matches, " + other.name() + " holds.");
        } else if (rule.effect().equals(other.effect())
                && !(rule.effect() instanceof Effect.Risk)
                && later(rule, other)) {
            add(rule, "It is unreachable in effect: whenever it matches, " + other.name() + " asks for the same.");
        }
    }

    /// Of two rules with equal conditions only the later one is superfluous.
    private boolean later(Rule rule, Rule other) {
        boolean equal = rule.condition().terms().equals(other.condition().terms());
        return !equal || rule.line() > other.line() || (rule.line() == other.line() && isAfter(rule, other));
    }

    private boolean isAfter(Rule rule, Rule other) {
        return policy.rules().indexOf(rule) > policy.rules().indexOf(other);
    }

    private boolean counts(Rule rule) {
        return !rule.shadow() && rule.exemptions().isEmpty() && rule.until().isEmpty();
    }

    private void add(String message) {
        findings.add(new Finding(1, "", message));
    }

    private void add(Rule rule, String message) {
        findings.add(new Finding(rule.line(), rule.name(), message));
    }
}
