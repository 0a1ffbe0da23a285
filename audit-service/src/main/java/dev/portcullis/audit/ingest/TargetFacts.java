// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.targets.TargetFact;
import dev.portcullis.contracts.audit.AuditKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads from an event what gateways did and saw at targets.
final class TargetFacts {

    private static final int MOST_SESSIONS = 1_000;

    private TargetFacts() {}

    static TargetFact of(String kind, EventFields event, byte[] value, JsonMapper json) {
        if (kind.equals(AuditKind.TARGET_CONNECTED.word())) {
            return connected(event);
        }
        if (kind.equals(AuditKind.TARGET_OBSERVED.word())) {
            return observed(event, value, json);
        }
        return new TargetFact.None();
    }

    private static TargetFact connected(EventFields event) {
        String purpose = text(event, "purpose");
        return new TargetFact.Connected(
                text(event, "targetAddress"),
                number(event, "targetProcess"),
                Instant.ofEpochMilli(time(number(event, "targetOpenedAt"))),
                Instant.ofEpochMilli(time(number(event, "targetReadyAt"))),
                text(event, "connection"),
                purpose.isEmpty() ? "SESSION" : purpose);
    }

    private static TargetFact observed(EventFields event, byte[] value, JsonMapper json) {
        String connection = text(event, "connection");
        String address = text(event, "targetAddress");
        String failure = text(event, "failure");
        if (!failure.isEmpty()) {
            return new TargetFact.Blind(connection, address, failure);
        }
        try {
            JsonNode sessions = json.readTree(value).at("/unmapped/portcullis/sessions");
            if (!sessions.isArray() || sessions.size() > MOST_SESSIONS) {
                return new TargetFact.Blind(connection, address, "what it says it saw is no list, or too long");
            }
            List<TargetFact.Seen> seen = new ArrayList<>();
            for (JsonNode session : sessions) {
                seen.add(seen(session));
            }
            return new TargetFact.Observed(connection, address, seen);
        } catch (JacksonException | DateTimeException e) {
            return new TargetFact.Blind(connection, address, "what it says it saw cannot be read");
        }
    }

    // What is missing is an error: a session that cannot be read must not become one that is not there.
    private static TargetFact.Seen seen(JsonNode session) {
        return new TargetFact.Seen(
                session.required("process").longValue(),
                session.required("begunMicros").longValue(),
                Instant.ofEpochMilli(time(session.required("begunAt").longValue())),
                bounded(session.required("user").stringValue()),
                bounded(session.required("application").stringValue()),
                bounded(session.required("client").stringValue()),
                bounded(session.required("kind").stringValue()),
                session.required("expected").booleanValue());
    }

    private static long time(long millis) {
        return Math.clamp(millis, 0, EventReader.YEAR_9999);
    }

    private static long number(EventFields event, String name) {
        return event.number("unmapped.portcullis." + name).orElse(-1);
    }

    private static String text(EventFields event, String name) {
        return bounded(event.text("unmapped.portcullis." + name).orElse(""));
    }

    private static String bounded(String text) {
        return SessionFacts.bounded(text);
    }
}
