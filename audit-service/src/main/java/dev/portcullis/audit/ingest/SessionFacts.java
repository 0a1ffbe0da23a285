// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.sessions.SessionFact;
import dev.portcullis.contracts.audit.AuditKind;
import tools.jackson.databind.JsonNode;

/// Reads from an event what the list of sessions needs.
final class SessionFacts {

    private static final int MAX_TEXT = 512;

    // Sums of these must stay far from the end of a long.
    private static final long MAX_COUNT = 1L << 40;

    private SessionFacts() {}

    static SessionFact of(String kind, JsonNode event) {
        JsonNode portcullis = event.path("unmapped").path("portcullis");
        if (kind.equals(AuditKind.SESSION_STARTED.word())) {
            return started(event, portcullis);
        }
        if (kind.equals(AuditKind.SESSION_ENDED.word())) {
            return new SessionFact.Ended(text(portcullis.path("reason")), count(portcullis.path("chunks")));
        }
        if (kind.equals(AuditKind.COMMAND_INTENT.word())) {
            return new SessionFact.Forwarded();
        }
        if (kind.equals(AuditKind.COMMAND_REFUSED.word())) {
            return new SessionFact.Refused();
        }
        if (kind.equals(AuditKind.COMMAND_OUTCOME.word())) {
            return new SessionFact.Answered(count(portcullis.path("rows")));
        }
        if (kind.equals(AuditKind.GATEWAY_STARTED.word())) {
            return new SessionFact.GatewayStarted(text(portcullis.path("gateway")));
        }
        return new SessionFact.None();
    }

    private static SessionFact started(JsonNode event, JsonNode portcullis) {
        JsonNode actor = event.path("actor");
        String port = event.path("src_endpoint").path("port").isIntegralNumber()
                ? ":" + event.path("src_endpoint").path("port").asString()
                : "";
        return new SessionFact.Started(
                either(actor.path("user").path("uid"), event.path("user").path("uid")),
                either(
                        actor.path("session").path("issuer"),
                        event.path("session").path("issuer")),
                text(portcullis.path("connection")),
                text(portcullis.path("protocol")),
                text(event.path("src_endpoint").path("ip")) + port,
                text(portcullis.path("gateway")));
    }

    static long count(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? Math.clamp(node.longValue(), 0L, MAX_COUNT) : 0;
    }

    private static String either(JsonNode first, JsonNode second) {
        String text = text(first);
        return text.isEmpty() ? text(second) : text;
    }

    // PostgreSQL has no place for NUL in text, and a list has none for a novel.
    private static String text(JsonNode node) {
        if (!node.isString()) {
            return "";
        }
        String text = node.stringValue().replace('\0', '\uFFFD');
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
