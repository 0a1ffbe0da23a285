// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.people;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// The people of the simulation, and what the running service must be told to know them too.
public final class KnownPeople {

    public static final PeopleProperties PROPERTIES = new PeopleProperties(
            Map.of("person-0", List.of("person-0-admin", "bot-0")),
            List.of("svc-*"),
            Map.of("office", new PeopleProperties.Calendar(ZoneOffset.UTC, null, "09:00", "17:00")),
            Duration.ofDays(30));

    public static final People PEOPLE = new People(PROPERTIES);
    public static final Calendars CALENDARS = new Calendars(PROPERTIES);

    public static final Map<String, String> SETTINGS = Map.of(
            "portcullis.people.aliases.person-0[0]", "person-0-admin",
            "portcullis.people.aliases.person-0[1]", "bot-0",
            "portcullis.people.calendars.office.zone", "UTC",
            "portcullis.people.calendars.office.from", "09:00",
            "portcullis.people.calendars.office.to", "17:00");

    private KnownPeople() {}
}
