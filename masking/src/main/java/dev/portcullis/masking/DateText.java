// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dev.portcullis.masking.MaskMethod.DateTruncate.Unit;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Truncates dates and times as PostgreSQL writes them in `DateStyle` ISO. What comes out is a value of the same type.
final class DateText {
    private static final Pattern ISO = Pattern.compile("(?<year>\\d{4,6})-(?<month>\\d\\d)-(?<day>\\d\\d)"
            + "(?<time> (?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?:\\.\\d{1,6})?)?"
            + "(?<zone>[+-]\\d\\d(?::\\d\\d(?::\\d\\d)?)?)?(?<era> BC)?");
    private static final int YEAR_DIGITS = 4;

    private DateText() {}

    /// What is left of a `date`. Empty where `text` is none of any calendar (`infinity`), or the unit leaves of a
    /// date all there is.
    static Optional<String> date(String text, Unit unit) {
        return switch (unit) {
            case YEAR, QUARTER, MONTH ->
                read(text, false, false)
                        .map(date -> written(truncated(date.local(), unit)).toString() + era(date.local()));
            case DAY, HOUR -> Optional.empty();
        };
    }

    /// The same of a `timestamp`.
    static Optional<String> timestamp(String text, Unit unit) {
        return read(text, true, false).map(time -> withTime(truncated(time.local(), unit), ""));
    }

    /// The same of a `timestamptz`, in UTC: by the session's time zone whoever chooses that would choose where to
    /// cut, and find out by two cuts what is between them.
    static Optional<String> instant(String text, Unit unit) {
        return read(text, true, true)
                .map(time -> withTime(
                        truncated(time.local().minusSeconds(time.offset().getTotalSeconds()), unit), "+00"));
    }

    private static Optional<Read> read(String text, boolean hasTime, boolean hasZone) {
        Matcher date = ISO.matcher(text);
        if (!date.matches() || hasTime != (date.group("time") != null) || hasZone != (date.group("zone") != null)) {
            return Optional.empty();
        }
        try {
            int year = number(date.group("year"));
            LocalDateTime local = LocalDateTime.of(
                    date.group("era") == null ? year : 1 - year,
                    number(date.group("month")),
                    number(date.group("day")),
                    number(date.group("hour")),
                    number(date.group("minute")),
                    number(date.group("second")));
            return Optional.of(new Read(local, hasZone ? ZoneOffset.of(date.group("zone")) : ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static LocalDateTime truncated(LocalDateTime time, Unit unit) {
        LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
        return switch (unit) {
            case YEAR -> day.withDayOfYear(1);
            case QUARTER -> day.withDayOfMonth(1).withMonth((time.getMonthValue() - 1) / 3 * 3 + 1);
            case MONTH -> day.withDayOfMonth(1);
            case DAY -> day;
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
        };
    }

    private static String withTime(LocalDateTime time, String zone) {
        StringBuilder text = written(time).append(' ');
        twoDigits(text, time.getHour());
        return text.append(":00:00").append(zone).append(era(time)).toString();
    }

    /// PostgreSQL counts the year before the first as the first before it.
    private static StringBuilder written(LocalDateTime date) {
        String year = Integer.toString(date.getYear() > 0 ? date.getYear() : 1 - date.getYear());
        StringBuilder text = new StringBuilder("0".repeat(Math.max(0, YEAR_DIGITS - year.length())))
                .append(year)
                .append('-');
        twoDigits(text, date.getMonthValue());
        twoDigits(text.append('-'), date.getDayOfMonth());
        return text;
    }

    private static String era(LocalDateTime date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static void twoDigits(StringBuilder text, int number) {
        text.append(number < 10 ? "0" : "").append(number);
    }

    private record Read(LocalDateTime local, ZoneOffset offset) {}
}
