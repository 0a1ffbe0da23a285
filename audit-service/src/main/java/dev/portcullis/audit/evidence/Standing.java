// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.merkle.evidence.CitedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What still holds when a period begins, found by going through what happened before it: the last change of each
/// document, grants that had not ended or not been reviewed, with the votes that gave them, open questions,
/// templates, access keys.
final class Standing {

    private static final class Thing {
        private final List<Citation> events = new ArrayList<>();
        private final Set<String> questions = new HashSet<>();
    }

    /// Sessions end with their key, but not in the same moment.
    private static final Duration AFTER_A_KEY = Duration.ofMinutes(5);

    private final Instant from;
    private final Map<String, Thing> open = new LinkedHashMap<>();

    // Answered questions about grants and templates: wanted if what they gave is still there.
    private final Map<String, List<Citation>> answered = new LinkedHashMap<>();

    /// @param from when the period begins
    Standing(Instant from) {
        this.from = from;
    }

    /// The next event, in the order of time.
    void take(CitedEvent event, Citation citation) {
        switch (event.kind()) {
            case "policy.changed", "connection.changed", "classification.changed" ->
                only(event.text("entity.uid"), !event.text("entity_result.uid").isEmpty(), citation);
            case "delegation.changed" ->
                only(
                        "delegation/" + event.text("resources[0].uid"),
                        !event.text("api.operation").equals("delegations.end"),
                        citation);
            // Whatever expired before the period is missing in what stood at its beginning: that it did is said once.
            case "retention.applied" -> only("retention", true, citation);
            case "hold.set" -> thing("hold/" + event.own("holdId"), citation);
            case "hold.lifted" -> open.remove("hold/" + event.own("holdId"));
            case "grant.requested", "grant.changed", "grant.reviewed" -> grant(event, citation);
            case "key.issued", "key.ended" -> key(event, citation);
            case "template.proposed", "template.changed" -> template(event, citation);
            default -> question(event, citation);
        }
    }

    /// All that is still there.
    List<Citation> events() {
        List<Citation> events = new ArrayList<>();
        for (Thing thing : open.values()) {
            events.addAll(thing.events);
            thing.questions.forEach(question -> events.addAll(answered.getOrDefault(question, List.of())));
        }
        return events;
    }

    private void only(String name, boolean goesOn, Citation citation) {
        open.remove(name);
        if (goesOn) {
            thing(name, citation);
        }
    }

    private void grant(CitedEvent event, Citation citation) {
        String id = event.own("grantId");
        if (id.isEmpty() || !event.own("refusal").isEmpty()) {
            return;
        }
        Thing grant = thing("grant/" + id, citation);
        grant.questions.add(event.own("approvalId"));
        boolean over = event.own("state").equals("ENDED") || event.own("state").equals("REFUSED");
        boolean looksBack =
                event.own("breakGlass").equals("true") && !event.kind().equals("grant.reviewed");
        if (over && !looksBack) {
            open.remove("grant/" + id);
        }
    }

    private void key(CitedEvent event, Citation citation) {
        String name = "key/" + event.own("keyId");
        Instant since = from.minus(AFTER_A_KEY);
        boolean over = event.kind().equals("key.ended") && event.moment().isBefore(since);
        if (over || !event.own("refusal").isEmpty() || hasExpired(event, since)) {
            open.remove(name);
        } else {
            thing(name, citation);
        }
    }

    private static boolean hasExpired(CitedEvent key, Instant when) {
        try {
            return Instant.parse(key.own("expiresAt")).isBefore(when);
        } catch (DateTimeParseException _) {
            // Better one too many than one that a session was opened with.
            return false;
        }
    }

    private void template(CitedEvent event, Citation citation) {
        String id = event.own("templateId");
        if (id.isEmpty()) {
            return;
        }
        thing("template/" + id, citation).questions.add(event.own("questionId"));
        if (!event.own("state").equals("PROPOSED") && !event.own("state").equals("ACTIVE")) {
            open.remove("template/" + id);
        }
    }

    private void question(CitedEvent event, Citation citation) {
        String id = event.own("approvalId");
        if (event.own("approvalKind").equals("COMMAND")) {
            thing("approval/" + id, citation);
            if (!event.own("state").equals("PENDING") && !event.own("state").equals("APPROVED")) {
                open.remove("approval/" + id);
            }
        } else {
            answered.computeIfAbsent(id, _ -> new ArrayList<>()).add(citation);
        }
    }

    private Thing thing(String name, Citation citation) {
        Thing thing = open.computeIfAbsent(name, _ -> new Thing());
        thing.events.add(citation);
        return thing;
    }
}
