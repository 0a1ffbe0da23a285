// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.engine.documents.Scalar;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads times of documents.
final class Times {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

    private Times() {}

    /// A time such as `90s`; reports a fault if it is none, or out of bounds.
    static Optional<Duration> duration(Scalar scalar, Duration shortest, Duration longest) {
        Matcher matcher = DURATION.matcher(scalar.text());
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
                return Optional.of(duration);
            }
        }
        scalar.refuse("must be a time from " + word(shortest) + " to " + word(longest)
                + " such as 90s, 15m or 2h, not '" + scalar.text() + "'");
        return Optional.empty();
    }

    /// The moment at which something ends: a date counts to its last moment in UTC.
    static Optional<Instant> end(Scalar scalar) {
        String text = scalar.text();
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text)
                                    .plusDays(1)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant()
                            : Instant.parse(text));
        } catch (DateTimeException e) {
            scalar.refuse(
                    "must be a date such as 2026-12-31 or a moment such as 2026-12-31T18:00:00Z, not '" + text + "'");
            return Optional.empty();
        }
    }

    private static String word(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() % 3600 == 0 ? duration.toHours() + "h" : duration.toSeconds() + "s";
    }
}
