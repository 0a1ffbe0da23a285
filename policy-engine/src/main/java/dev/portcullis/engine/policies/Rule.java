// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.engine.rules.Attributes;
import dev.portcullis.engine.rules.Condition;
import dev.portcullis.engine.rules.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One rule of a policy, compiled.
///
/// @param name unique in its policy
/// @param line where it begins in its document, from 1
/// @param scope what it judges
/// @param effect what it asks for
/// @param condition when
/// @param exemptions exceptions from it
/// @param until when it ends
/// @param message what its author wants the caller to read; empty if nothing
/// @param shadow evaluated and reported, but without any effect
public record Rule(
        String name,
        int line,
        Scope scope,
        Effect effect,
        Condition condition,
        List<Exemption> exemptions,
        Optional<Instant> until,
        String message,
        boolean shadow) {

    public Rule {
        exemptions = List.copyOf(exemptions);
    }

    /// What the rule has to say. Never throws. An exception that cannot be evaluated exempts nobody.
    public Reading read(Attributes attributes, Instant now) {
        if (isOver(now)) {
            return new Reading.Expired(until.orElseThrow());
        }
        return switch (condition.evaluate(attributes)) {
            case Condition.Outcome.Failed(String why) -> new Reading.Failed(why);
            case Condition.Outcome.Holds(boolean holds) ->
                holds ? afterExemptions(attributes, now) : new Reading.MatchesNot();
        };
    }

    /// Whether the rule has ended.
    public boolean isOver(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }

    /// The conditions whose answers the rule depends on.
    public Stream<Condition> conditions() {
        return Stream.concat(Stream.of(condition), exemptions.stream().map(Exemption::condition));
    }

    /// The moments at which the rule begins to say something else.
    public Stream<Instant> ends() {
        return Stream.concat(until.stream(), exemptions.stream().map(Exemption::until));
    }

    private Reading afterExemptions(Attributes attributes, Instant now) {
        Reading reading = new Reading.Matches();
        for (Exemption exemption : exemptions) {
            if (exemption.isOver(now)) {
                continue;
            }
            switch (exemption.condition().evaluate(attributes)) {
                case Condition.Outcome.Holds(boolean holds) -> {
                    if (holds) {
                        return new Reading.Exempted(exemption.owner(), exemption.until());
                    }
                }
                case Condition.Outcome.Failed(String why) -> reading = new Reading.Failed(why);
            }
        }
        return reading;
    }
}
