// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.people;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who decides, apart from what tokens say.
///
/// @param aliases the other subjects of one person, by the subject the person is counted as
/// @param serviceAccounts subjects that are nobody's word; `*` stands for anything
/// @param calendars the hours that a quorum may name
/// @param maxDelegation for how long somebody may lend their word at most
@Validated
@ConfigurationProperties("portcullis.people")
public record PeopleProperties(
        @DefaultValue Map<String, List<String>> aliases,
        @DefaultValue("svc-*") List<String> serviceAccounts,
        @DefaultValue Map<String, Calendar> calendars,
        @DefaultValue("30d") Duration maxDelegation) {

    public PeopleProperties {
        aliases = Map.copyOf(aliases);
        serviceAccounts = List.copyOf(serviceAccounts);
        calendars = Map.copyOf(calendars);
    }

    /// Hours of a week.
    ///
    /// @param zone in whose time they are meant
    /// @param days the days on which they begin; Monday to Friday unless said
    /// @param from the first minute, for example `09:00`
    /// @param to the minute after the last; before `from` it lies on the next day
    public record Calendar(ZoneId zone, @Nullable Set<DayOfWeek> days, String from, String to) {

        private static final Set<DayOfWeek> WORKING_DAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

        public Calendar {
            days = days == null ? WORKING_DAYS : Set.copyOf(days);
            try {
                LocalTime.parse(from);
                LocalTime.parse(to);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("hours are written like 09:00", e);
            }
        }
    }
}
