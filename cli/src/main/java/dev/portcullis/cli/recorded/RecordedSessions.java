// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.recorded;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.engine.replay.RecordedCommand;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The decisions of the sessions that began since a moment, as the audit service has them.
///
/// @param edge reads as somebody who may
/// @param connection only those on this connection; empty for all
public record RecordedSessions(Edge edge, String connection) {

    private static final String SESSIONS = "/api/audit/v1/sessions";

    /// Hands over every decision, session by session, each session in its order.
    ///
    /// @return how many commands could not be read back
    public long read(Instant since, Consumer<RecordedCommand> to) throws InterruptedException {
        long unreadable = 0;
        String cursor = "";
        do {
            JsonNode page = page(SESSIONS + "?limit=200&connection=" + encoded(connection), cursor);
            for (JsonNode session : page.path("items")) {
                if (Instant.parse(session.path("startedAt").asString("")).isBefore(since)) {
                    return unreadable;
                }
                unreadable += session(session.path("id").asString(""), to);
            }
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return unreadable;
    }

    /// The decisions of one session.
    ///
    /// @return how many commands could not be read back
    public long session(String id, Consumer<RecordedCommand> to) throws InterruptedException {
        SessionReader reader = new SessionReader();
        String cursor = "";
        do {
            JsonNode page = page(SESSIONS + "/" + encoded(id) + "/events?limit=1000", cursor);
            for (JsonNode event : page.path("items")) {
                reader.next(event).ifPresent(to);
            }
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return reader.unreadable();
    }

    private JsonNode page(String path, String cursor) throws InterruptedException {
        String from = cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor);
        return edge.read(Edge.Call.get(path + from), JsonNode.class);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
