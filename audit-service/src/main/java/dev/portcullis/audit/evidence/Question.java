// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.audit.web.InvalidException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A request that can be answered.
///
/// @param from when the period begins
/// @param to the moment before which it ends
/// @param identity whose events; empty for everybody's
/// @param connection of which connection; empty for all
record Question(Instant from, Instant to, String identity, String connection) {

    private static final int MAX_TERM = 200;

    static Question of(EvidenceRequest request, Instant now, int mostDays) {
        if (request.from() == null) {
            throw new InvalidException("Say when the period begins: from.");
        }
        // Events tell their time to the millisecond.
        Instant from = request.from().truncatedTo(ChronoUnit.MILLIS);
        Instant to = (request.to() == null ? now : request.to()).truncatedTo(ChronoUnit.MILLIS);
        if (!from.isBefore(to)) {
            throw new InvalidException("from must be before to.");
        }
        if (to.isAfter(now)) {
            throw new InvalidException("The period is not over: to lies after now, " + now + ".");
        }
        if (Duration.between(from, to).compareTo(Duration.ofDays(mostDays)) > 0) {
            throw new InvalidException("A bundle covers at most " + mostDays + " days; ask for several.");
        }
        return new Question(from, to, term(request.identity()), term(request.connection()));
    }

    boolean isAboutEverything() {
        return identity.isEmpty() && connection.isEmpty();
    }

    private static String term(@Nullable String text) {
        String term = text == null ? "" : text;
        // PostgreSQL has no place for NUL in text.
        if (term.length() > MAX_TERM || term.indexOf('\0') >= 0) {
            throw new InvalidException("No name is longer than " + MAX_TERM + " characters or has a NUL in it.");
        }
        return term;
    }
}
