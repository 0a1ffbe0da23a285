// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.times;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people write them.
public final class Times {

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

    private Times() {}

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
