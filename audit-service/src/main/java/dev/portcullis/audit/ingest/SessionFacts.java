// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.sessions.SessionFact;
import dev.portcullis.contracts.audit.AuditKind;
import java.util.OptionalLong;

/// Reads from an event what the list of sessions needs.
final class SessionFacts {

    private static final int MAX_TEXT = 512;

    // Sums of these must stay far from the end of a long.
    private static final long MAX_COUNT = 1L << 40;

    private SessionFacts() {}

    static SessionFact of(String kind, EventFields event) {
        if (kind.equals(AuditKind.SESSION_STARTED.word())) {
            return started(event);
        }
        if (kind.equals(AuditKind.SESSION_ENDED.word())) {
            return new SessionFact.Ended(text(event, "unmapped.portcullis.reason"), count(event, "chunks"));
        }
        if (kind.equals(AuditKind.COMMAND_INTENT.word())) {
            return new SessionFact.Forwarded();
        }
        if (kind.equals(AuditKind.COMMAND_REFUSED.word())) {
            return new SessionFact.Refused();
        }
        if (kind.equals(AuditKind.COMMAND_OUTCOME.word())) {
            return new SessionFact.Answered(count(event, "rows"));
        }
        if (kind.equals(AuditKind.GATEWAY_STARTED.word())) {
            return new SessionFact.GatewayStarted(text(event, "unmapped.portcullis.gateway"));
        }
        return new SessionFact.None();
    }

    /// How many events of the chain before this one could not be recorded where they happened.
    static long unrecorded(EventFields event) {
        return count(event, "unrecorded");
    }

    /// The command that the event is about; empty for none.
    static String commandId(EventFields event) {
        return text(event, "unmapped.portcullis.commandId");
    }

    private static SessionFact started(EventFields event) {
        OptionalLong port = event.number("src_endpoint.port");
        return new SessionFact.Started(
                either(event, "actor.user.uid", "user.uid"),
                either(event, "actor.session.issuer", "session.issuer"),
                text(event, "unmapped.portcullis.connection"),
                text(event, "unmapped.portcullis.protocol"),
                text(event, "src_endpoint.ip") + (port.isPresent() ? ":" + port.getAsLong() : ""),
                text(event, "unmapped.portcullis.gateway"));
    }

    private static long count(EventFields event, String name) {
        return Math.clamp(event.number("unmapped.portcullis." + name).orElse(0), 0L, MAX_COUNT);
    }

    private static String either(EventFields event, String first, String second) {
        String text = text(event, first);
        return text.isEmpty() ? text(event, second) : text;
    }

    private static String text(EventFields event, String path) {
        return bounded(event.text(path).orElse(""));
    }

    // PostgreSQL has no place for NUL in text, and a list has none for a novel.
    static String bounded(String text) {
        String storable = text.replace('\0', '\uFFFD');
        return storable.length() <= MAX_TEXT ? storable : storable.substring(0, MAX_TEXT);
    }
}
