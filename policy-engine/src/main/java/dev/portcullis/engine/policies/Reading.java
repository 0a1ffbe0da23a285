// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import java.time.Instant;

/// What a rule has to say about one request.
public sealed interface Reading {

    /// Its condition holds, and no exception from it does.
    record Matches() implements Reading {}

    /// Its condition does not hold.
    record MatchesNot() implements Reading {}

    /// Its condition or an exception from it could not be evaluated.
    ///
    /// @param why for the author of the rule; may name attributes, never their values
    record Failed(String why) implements Reading {}

    /// Its condition holds, and so does an exception from it.
    ///
    /// @param owner who answers for the exception
    /// @param until when the exception ends
    record Exempted(String owner, Instant until) implements Reading {}

    /// It has ended; nothing was evaluated.
    ///
    /// @param since when
    record Expired(Instant since) implements Reading {}

    /// Why the rule does not count, or counts although it was not evaluated; empty when it plainly matches.
    default String why() {
        return switch (this) {
            case Matches() -> "";
            case MatchesNot() -> "its condition does not hold";
            case Failed(String why) -> why;
            case Exempted(String owner, Instant until) -> "an exception of " + owner + " holds until " + until;
            case Expired(Instant since) -> "it ended at " + since;
        };
    }
}
