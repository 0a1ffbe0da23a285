// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.times;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people write them.
public final class Times {

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([smh])");

    private Times() {}

    /// A time such as `90s`, `30m` or `2h`, in seconds.
    public static long seconds(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new CommandFailed("'" + SafeText.line(text) + "' is not a time such as 90s, 30m or 2h");
        }
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> count;
            case "m" -> Duration.ofMinutes(count).toSeconds();
            default -> Duration.ofHours(count).toSeconds();
        };
    }
}
