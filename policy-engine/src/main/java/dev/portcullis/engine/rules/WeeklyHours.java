// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hours that come again each week, such as `Mon-Fri 09:00-17:00`. The beginning belongs to them, the end does not.
/// Hours that end before they begin go on past midnight and belong to the day on which they begin.
///
/// @param days the days on which they begin
/// @param from when they begin
/// @param to when they end; equal to [#from] for the whole day
record WeeklyHours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {

    private static final String TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
    private static final String DAYS = "[A-Z][a-z]{2}(?:[-,][A-Z][a-z]{2})*";
    private static final Pattern HOURS = Pattern.compile("(?:(" + DAYS + ") )?" + TIME + "-" + TIME);
    private static final List<String> NAMES = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    WeeklyHours {
        days = Set.copyOf(days);
    }

    /// The hours a text describes.
    ///
    /// @throws IllegalArgumentException when it describes none
    static WeeklyHours of(String text) {
        Matcher matcher = HOURS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "hours are written 09:00-17:00 or Mon-Fri 09:00-17:00, not '" + text + "'");
        }
        Set<DayOfWeek> days = matcher.group(1) == null ? EnumSet.allOf(DayOfWeek.class) : days(text, matcher.group(1));
        return new WeeklyHours(
                days,
                LocalTime.of(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3))),
                LocalTime.of(Integer.parseInt(matcher.group(4)), Integer.parseInt(matcher.group(5))));
    }

    /// Whether a moment lies in the hours of a place.
    boolean include(Instant moment, ZoneId zone) {
        ZonedDateTime there = moment.atZone(zone);
        LocalTime time = there.toLocalTime();
        boolean today = days.contains(there.getDayOfWeek());
        if (from.isBefore(to)) {
            return today && !time.isBefore(from) && time.isBefore(to);
        }
        boolean yesterday = days.contains(there.getDayOfWeek().minus(1));
        return (today && !time.isBefore(from)) || (yesterday && time.isBefore(to));
    }

    /// The place a zone's name stands for.
    ///
    /// @throws IllegalArgumentException when there is no such zone
    static ZoneId zone(String name) {
        // Offsets and abbreviations are accepted by ZoneId too; they hide when the clocks change.
        if (!name.equals("UTC") && !ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException("a time zone is named like Europe/Berlin or UTC, not '" + name + "'");
        }
        return ZoneId.of(name);
    }

    private static Set<DayOfWeek> days(String text, String list) {
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : list.split(",", -1)) {
            String[] ends = part.split("-", -1);
            DayOfWeek last = day(text, ends[ends.length - 1]);
            for (DayOfWeek day = day(text, ends[0]); ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String text, String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "days are %s, not '%s' as in '%s'", String.join(", ", NAMES), name, text));
        }
        return DayOfWeek.of(index + 1);
    }
}
