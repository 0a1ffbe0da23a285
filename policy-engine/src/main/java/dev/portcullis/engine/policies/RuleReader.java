// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import dev.portcullis.engine.rules.Condition;
import dev.portcullis.engine.rules.ConditionCompiler;
import dev.portcullis.engine.rules.ConditionException;
import dev.portcullis.engine.rules.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Reads one rule.
final class RuleReader {

    private static final int MAX_POINTS = 1_000;
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(10);
    private static final Duration LONGEST_HOLD = Duration.ofHours(24);

    private final ConditionCompiler compiler;

    RuleReader(ConditionCompiler compiler) {
        this.compiler = compiler;
    }

    Optional<Rule> read(Section section, boolean shadowPolicy) {
        String name = section.requiredScalar("name")
                .filter(n -> n.matches(DocumentReader.NAME, DocumentReader.NAME_RULE))
                .map(Scalar::text)
                .orElse("");
        Scope scope = scope(section);
        boolean shadow = section.scalar("mode").filter(RuleReader::isShadow).isPresent() || shadowPolicy;
        Optional<Condition> condition = section.requiredScalar("when").flatMap(when -> compile(scope, when));
        Optional<Effect> effect = effect(section, scope);
        List<Exemption> exemptions = exemptions(section, scope);
        Optional<Instant> until = section.scalar("until").flatMap(Times::end);
        String message = section.text("message", "");
        section.finish();
        return effect.flatMap(e ->
                condition.map(c -> new Rule(name, section.line(), scope, e, c, exemptions, until, message, shadow)));
    }

    /// An exception that nobody answers for, or that never ends, is a rule nobody decided on.
    private List<Exemption> exemptions(Section rule, Scope scope) {
        List<Exemption> exemptions = new ArrayList<>();
        for (Section section : rule.sections("exceptions")) {
            Optional<Condition> condition = section.requiredScalar("when").flatMap(when -> compile(scope, when));
            Optional<Scalar> owner = section.requiredScalar("owner");
            Optional<Instant> until = section.requiredScalar("until").flatMap(Times::end);
            String reason = section.text("reason", "");
            section.finish();
            condition.ifPresent(c -> owner.ifPresent(
                    o -> until.ifPresent(end -> exemptions.add(new Exemption(c, o.text(), reason, end)))));
        }
        return exemptions;
    }

    static boolean isShadow(Scalar mode) {
        return mode.isOneOf("enforce", "shadow") && mode.text().equals("shadow");
    }

    static Optional<ApprovalRule> approval(Section section) {
        Optional<Quorum> quorum = section.requiredScalar("quorum").flatMap(RuleReader::quorum);
        Optional<Duration> ttl =
                section.requiredScalar("ttl").flatMap(time -> Times.duration(time, SHORTEST_HOLD, LONGEST_HOLD));
        section.finish();
        return quorum.flatMap(q -> ttl.map(t -> new ApprovalRule(q, t)));
    }

    private static Optional<Quorum> quorum(Scalar scalar) {
        try {
            return Optional.of(Quorum.parse(scalar.text()));
        } catch (QuorumSyntaxException e) {
            scalar.refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Scope scope(Section section) {
        Optional<Scalar> on = section.scalar("on")
                .filter(word ->
                        word.isOneOf(Stream.of(Scope.values()).map(Scope::word).toArray(String[]::new)));
        return on.flatMap(word -> Stream.of(Scope.values())
                        .filter(scope -> scope.word().equals(word.text()))
                        .findFirst())
                .orElse(Scope.COMMAND);
    }

    private Optional<Condition> compile(Scope scope, Scalar when) {
        try {
            return Optional.of(compiler.compile(scope, when.text()));
        } catch (ConditionException e) {
            e.issues().forEach(issue -> when.refuse(issue.line(), issue.column(), issue.message(), issue.excerpt()));
            return Optional.empty();
        }
    }

    private Optional<Effect> effect(Section section, Scope scope) {
        Optional<Scalar> word = section.scalar("effect");
        Optional<Scalar> risk = section.scalar("risk");
        if (word.isPresent() == risk.isPresent()) {
            section.refuse("a rule has either an effect or risk points");
            return Optional.empty();
        }
        if (risk.isPresent()) {
            refuseOnSession(scope, risk.get());
            OptionalInt points = risk.get().integer(1, MAX_POINTS);
            return points.isPresent() ? Optional.of(new Effect.Risk(points.getAsInt())) : Optional.empty();
        }
        return word.get().isOneOf("allow", "deny", "hold", "mask", "oblige")
                ? effect(word.get(), section, scope)
                : Optional.empty();
    }

    private Optional<Effect> effect(Scalar word, Section section, Scope scope) {
        return switch (word.text()) {
            case "allow" -> Optional.of(new Effect.Allow());
            case "deny" -> Optional.of(new Effect.Deny());
            case "hold" -> {
                refuseOnSession(scope, word);
                yield section.requiredSection("approval")
                        .flatMap(RuleReader::approval)
                        .map(Effect.Hold::new);
            }
            case "mask" -> {
                refuseOnSession(scope, word);
                refuseOnTool(scope, word);
                yield MaskReader.read(section).map(Effect.Mask::new);
            }
            case "oblige" -> {
                refuseOnSession(scope, word);
                refuseOnTool(scope, word);
                yield BoundsReader.read(section).map(Effect.Oblige::new);
            }
            default -> Optional.empty();
        };
    }

    /// What a call may show was settled with the request that it answers.
    private static void refuseOnTool(Scope scope, Scalar at) {
        if (scope == Scope.TOOL) {
            at.refuse("a rule on tool calls allows, denies, holds or adds risk");
        }
    }

    private static void refuseOnSession(Scope scope, Scalar at) {
        if (scope == Scope.SESSION) {
            at.refuse("a rule on sessions allows or denies");
        }
    }
}
