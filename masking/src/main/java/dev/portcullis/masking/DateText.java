// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dev.portcullis.masking.MaskMethod.DateTruncate.Unit;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Truncates dates and times as PostgreSQL writes them in `DateStyle` ISO. What comes out has the parts that went in,
/// so it is still a value of the same type.
final class DateText {
    private static final Pattern ISO = Pattern.compile("(?<year>\\d{4,6})-(?<month>\\d\\d)-(?<day>\\d\\d)"
            + "(?<time>[ T](?<hour>\\d\\d):\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)?"
            + "(?<zone>Z|[+-]\\d\\d(?::?\\d\\d(?::\\d\\d)?)?)?(?<era> BC)?");

    private DateText() {}

    /// Empty where `text` is not such a date, or is not one of any calendar (`infinity`).
    static Optional<String> truncate(String text, Unit unit) {
        Matcher date = ISO.matcher(text);
        if (!date.matches()) return Optional.empty();
        int year = Integer.parseInt(date.group("year"));
        int month = Integer.parseInt(date.group("month"));
        int day = Integer.parseInt(date.group("day"));
        if (!exists(year, month, day)) return Optional.empty();
        var truncated = new StringBuilder(date.group("year"))
                .append('-')
                .append(twoDigits(keptMonth(month, unit)))
                .append('-')
                .append(twoDigits(keepsDay(unit) ? day : 1));
        String time = date.group("time");
        if (time != null) {
            truncated.append(time.charAt(0)).append(unit == Unit.HOUR ? date.group("hour") : "00");
            truncated.append(time.length() > "Thh:mm".length() ? ":00:00" : ":00");
        }
        return Optional.of(truncated
                .append(orEmpty(date.group("zone")))
                .append(orEmpty(date.group("era")))
                .toString());
    }

    private static int keptMonth(int month, Unit unit) {
        return switch (unit) {
            case YEAR -> 1;
            case QUARTER -> (month - 1) / 3 * 3 + 1;
            case MONTH, DAY, HOUR -> month;
        };
    }

    private static boolean keepsDay(Unit unit) {
        return switch (unit) {
            case YEAR, QUARTER, MONTH -> false;
            case DAY, HOUR -> true;
        };
    }

    private static boolean exists(int year, int month, int day) {
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= LocalDate.of(Math.max(year, 1), month, 1).lengthOfMonth();
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
