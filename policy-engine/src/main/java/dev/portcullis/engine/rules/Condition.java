// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.PartialVars;
import dev.cel.runtime.Program;
import java.util.Set;
import java.util.stream.Stream;

/// The compiled condition of one rule. Immutable; any number of threads may evaluate it at once.
public final class Condition {

    /// Differs from one request, or one token, of the same person to the next.
    private static final CelAttributePattern[] UNKNOWN = Stream.of(
                    "session",
                    "request",
                    "command",
                    "sql",
                    "identity.clientId",
                    "identity.roles",
                    "identity.actors",
                    "identity.claims")
            .map(CelAttributePattern::fromQualifiedIdentifier)
            .toArray(CelAttributePattern[]::new);

    private final String text;
    private final Program program;
    private final ReadSet reads;
    private final Shape shape;

    Condition(String text, Program program, ReadSet reads, Shape shape) {
        this.text = text;
        this.program = program;
        this.reads = reads;
        this.shape = shape;
    }

    /// Whether the condition holds for a request. Never throws: what cannot be evaluated is [Outcome.Failed], and
    /// the caller gives it its strictest reading.
    public Outcome evaluate(Attributes attributes) {
        try {
            return switch (answer(attributes)) {
                case Boolean holds -> holds ? Outcome.HOLDS : Outcome.HOLDS_NOT;
                // CEL may answer with the set of attributes it could not resolve: that is no answer.
                case Object other ->
                    new Outcome.Failed("no answer: " + other.getClass().getSimpleName());
            };
        } catch (CelEvaluationException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Outcome.Failed(e.getClass().getSimpleName());
        }
    }

    private Object answer(Attributes attributes) throws CelEvaluationException {
        return attributes.unknown().length == 0
                ? program.eval(attributes::find)
                : program.eval(PartialVars.of(attributes.values(), attributes.unknown()));
    }

    /// Whether the condition can hold for a person and a connection: false only if no command, session, time or other
    /// token of the same person could make it hold. Subject, issuer and groups are taken as they are.
    public boolean canHold(Attributes known) {
        try {
            return !Boolean.FALSE.equals(program.eval(PartialVars.of(known.values(), UNKNOWN)));
        } catch (CelEvaluationException | RuntimeException e) {
            // Not evaluated is not refuted.
            return true;
        }
    }

    /// The expression as its author wrote it.
    public String text() {
        return text;
    }

    /// The attributes the condition reads, for example `identity.groups`.
    public Set<String> reads() {
        return reads.attributes();
    }

    /// Whether the condition says the same of equal commands: it reads neither the time nor the session.
    public boolean isRepeatable() {
        return reads.isRepeatable();
    }

    /// The terms that must all hold, each in a normal form; one term unless the condition is joined by `&&`.
    public Set<String> terms() {
        return shape.terms();
    }

    /// Keys of maps that are read without asking first whether they are there, for example `identity.claims.team`.
    public Set<String> unguardedKeys() {
        return shape.unguardedKeys();
    }

    /// What can be said of the condition without any request.
    public Constant constant() {
        if (!reads.attributes().isEmpty()) {
            return Constant.DEPENDS;
        }
        return switch (evaluate(Attributes.NONE)) {
            case Outcome.Holds(boolean holds) -> holds ? Constant.ALWAYS : Constant.NEVER;
            case Outcome.Failed _ -> Constant.DEPENDS;
        };
    }

    /// What can be said of a condition without any request.
    public enum Constant {
        ALWAYS,
        NEVER,
        DEPENDS
    }

    /// What evaluating a condition can come to.
    public sealed interface Outcome {
        /// It holds.
        Outcome HOLDS = new Holds(true);

        /// It does not hold.
        Outcome HOLDS_NOT = new Holds(false);

        /// It was evaluated.
        ///
        /// @param holds whether the condition is met
        record Holds(boolean holds) implements Outcome {}

        /// It could not be evaluated.
        ///
        /// @param why for the author of the rule; may name attributes, never their values
        record Failed(String why) implements Outcome {}
    }
}
