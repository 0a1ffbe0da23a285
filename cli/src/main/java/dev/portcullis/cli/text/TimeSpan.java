// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.text;

import dev.portcullis.cli.edge.CommandFailed;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people type them: `90m`, `12h`, `7d`.
public final class TimeSpan {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([mhd])");

    private TimeSpan() {}

    /// The time a text means.
    ///
    /// @param option which option it is the value of, for the message
    /// @throws CommandFailed if it is no such time
    public static Duration of(String option, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailed(option + " takes a time such as 90m, 12h or 7d, not '" + SafeText.line(text) + "'");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
