// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.people;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/// The hours that quorums name. A name that is not known is never open.
@Component
public final class Calendars {

    private final Map<String, PeopleProperties.Calendar> calendars;

    Calendars(PeopleProperties properties) {
        this.calendars = properties.calendars();
    }

    /// The calendars that can be named.
    public Set<String> names() {
        return calendars.keySet();
    }

    /// Whether it is one of the calendar's hours.
    public boolean isOpen(String name, Instant at) {
        PeopleProperties.Calendar calendar = calendars.get(name);
        return calendar != null && isOpen(calendar, LocalDateTime.ofInstant(at, calendar.zone()));
    }

    private static boolean isOpen(PeopleProperties.Calendar calendar, LocalDateTime now) {
        LocalTime from = LocalTime.parse(calendar.from());
        LocalTime to = LocalTime.parse(calendar.to());
        LocalTime time = now.toLocalTime();
        boolean begunToday = !time.isBefore(from) && (time.isBefore(to) || !from.isBefore(to));
        boolean begunYesterday = !from.isBefore(to) && time.isBefore(to);
        var days = Objects.requireNonNull(calendar.days());
        return (begunToday && days.contains(now.getDayOfWeek()))
                || (begunYesterday && days.contains(now.getDayOfWeek().minus(1)));
    }
}
