// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.Set;

/// The compiled condition of one rule. Immutable; any number of threads may evaluate it at once.
public final class Condition {

    private final String text;
    private final Program program;
    private final ReadSet reads;

    Condition(String text, Program program, ReadSet reads) {
        this.text = text;
        this.program = program;
        this.reads = reads;
    }

    /// Whether the condition holds for a request. Never throws: what cannot be evaluated is [Outcome.Failed], and
    /// the caller gives it its strictest reading.
    public Outcome evaluate(Attributes attributes) {
        try {
            return switch (program.eval(attributes.values())) {
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
