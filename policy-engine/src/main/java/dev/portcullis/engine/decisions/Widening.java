// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.engine.decisions.ConnectionRules.PolicyRule;
import dev.portcullis.engine.policies.Effect;
import dev.portcullis.engine.policies.Exemption;
import dev.portcullis.engine.policies.Rule;
import dev.portcullis.engine.rules.Attributes;
import dev.portcullis.engine.rules.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a change may give an identity more than it had. What cannot be shown to be harmless counts as widening: a
/// rule
/// that was only reworded, for one. Who cannot open a session on a connection has no rights there to widen.
public final class Widening {

    private final PolicySet before;
    private final PolicySet after;
    private final List<String> reasons = new ArrayList<>();

    private Widening(PolicySet before, PolicySet after) {
        this.before = before;
        this.after = after;
    }

    /// Why the change may widen the identity's rights; empty when it does not.
    public static List<String> of(PolicySet before, PolicySet after, Identity identity) {
        Widening widening = new Widening(before, after);
        after.connections().forEach(connection -> widening.on(connection, Attributes.of(identity, connection)));
        return List.copyOf(widening.reasons);
    }

    private void on(Connection connection, Attributes known) {
        List<Rule> now = rules(after, connection);
        List<Rule> then = rules(before, connection);
        boolean connects = now.stream()
                .anyMatch(rule -> rule.scope() == Scope.SESSION
                        && rule.effect() instanceof Effect.Allow
                        && rule.condition().canHold(known));
        if (!connects) {
            return;
        }
        now.stream()
                .filter(rule -> permits(rule) && rule.condition().canHold(known))
                .filter(rule -> then.stream().noneMatch(old -> covers(old, rule)))
                .forEach(rule -> add(connection, rule, "is new or wider, and may apply to you"));
        then.stream()
                .filter(rule -> restricts(rule) && rule.condition().canHold(known))
                .filter(rule -> now.stream().noneMatch(other -> covers(other, rule)))
                .forEach(rule -> add(connection, rule, "is gone or narrower, and may have applied to you"));
        if (!thresholds(after, connection).containsAll(thresholds(before, connection))) {
            reasons.add(connection.name() + ": a risk threshold is gone or changed");
        }
        if (!new HashSet<>(after.classifications(connection.name()).columns())
                .containsAll(before.classifications(connection.name()).columns())) {
            reasons.add(connection.name() + ": a classification is gone");
        }
    }

    private void add(Connection connection, Rule rule, String what) {
        reasons.add(connection.name() + ": " + rule.effect().word() + " rule " + rule.name() + " " + what);
    }

    private static boolean permits(Rule rule) {
        return switch (rule.effect()) {
            case Effect.Allow _, Effect.Hold _ -> true;
            case Effect.Deny _, Effect.Mask _, Effect.Oblige _, Effect.Risk _ -> false;
        };
    }

    private static boolean restricts(Rule rule) {
        return switch (rule.effect()) {
            case Effect.Allow _ -> false;
            case Effect.Hold _, Effect.Deny _, Effect.Mask _, Effect.Oblige _, Effect.Risk _ -> true;
        };
    }

    /// Whether one rule says the same wherever the other one does, and for as long.
    private static boolean covers(Rule wider, Rule narrower) {
        return wider.scope() == narrower.scope()
                && wider.effect().equals(narrower.effect())
                && narrower.condition().terms().containsAll(wider.condition().terms())
                && (wider.until().isEmpty() || wider.until().equals(narrower.until()))
                && words(wider).equals(words(narrower));
    }

    private static List<String> words(Rule rule) {
        return rule.exemptions().stream().map(Widening::words).toList();
    }

    private static String words(Exemption exemption) {
        return exemption.until() + " " + exemption.condition().text();
    }

    private static List<Rule> rules(PolicySet set, Connection connection) {
        Optional<ConnectionRules> rules = set.rules(connection.name());
        return rules.stream()
                .flatMap(known -> Stream.of(known.session(), known.command(), known.tool())
                        .flatMap(each -> each.rules().stream()))
                .map(PolicyRule::rule)
                .filter(rule -> !rule.shadow())
                .toList();
    }

    private static List<Object> thresholds(PolicySet set, Connection connection) {
        return set.rules(connection.name()).stream()
                .flatMap(rules -> rules.thresholds().stream())
                .<Object>map(ConnectionRules.Thresholds::terms)
                .toList();
    }
}
