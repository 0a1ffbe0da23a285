// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.times;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people write them.
public final class Times {

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

    private Times() {}

    /// A moment such as `2026-11-01`, which is that day's beginning in UTC, or `2026-11-01T08:30:00Z`.
    ///
    /// @throws CommandFailed if it is none
    public static Instant moment(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw new CommandFailed("'" + SafeText.line(text)
                    + "' is neither a day such as 2026-11-01 nor a moment such" + " as 2026-11-01T08:30:00Z");
        }
    }

    /// A time such as `90s`, `30m`, `2h` or `7d`.
    ///
    /// @throws CommandFailed if it is none
    public static Duration of(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new CommandFailed("'" + SafeText.line(text) + "' is not a time such as 90s, 30m, 2h or 7d");
        }
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
