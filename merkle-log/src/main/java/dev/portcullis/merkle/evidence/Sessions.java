// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sessions, and how much was done in them.
final class Sessions implements Tally {

    /// One session as far as its events are cited.
    static final class Session {
        private final Cites log = new Cites();
        private String identity = "";
        private String issuer = "";
        private String connection = "";
        private String protocol = "";
        private String client = "";
        private String key = "";
        private String started = "";
        private String ended = "";
        private String reason = "";
        private long forwarded;
        private long refused;
        private long rows;

        String identity() {
            return identity;
        }

        String connection() {
            return connection;
        }

        String started() {
            return started;
        }

        long forwarded() {
            return forwarded;
        }

        long refused() {
            return refused;
        }
    }

    private final Map<String, Session> sessions = new LinkedHashMap<>();

    @Override
    public void take(CitedEvent event) {
        switch (event.kind()) {
            case "session.started" -> started(of(event), event);
            case "session.ended" -> {
                Session session = of(event);
                session.ended = event.time();
                session.reason = Cell.of(event.own("reason"));
                session.log.add(event);
            }
            case "command.intent" -> of(event).forwarded++;
            case "command.refused" -> of(event).refused++;
            case "command.outcome" -> of(event).rows += Math.clamp(event.count("rows"), 0, 1L << 40);
            default -> {}
        }
    }

    private Session of(CitedEvent event) {
        return sessions.computeIfAbsent(event.chain(), _ -> new Session());
    }

    private static void started(Session session, CitedEvent event) {
        session.identity = Cell.of(event.actor());
        session.issuer = Cell.of(event.text("actor.session.issuer", "session.issuer"));
        session.connection = Cell.of(event.own("connection"));
        session.protocol = Cell.of(event.own("protocol"));
        session.client = Cell.of(event.text("src_endpoint.ip", "src_endpoint.hostname"));
        session.key = Cell.of(event.claim(CitedEvent.KEY_CLAIM));
        session.started = event.time();
        session.log.add(event);
    }

    /// The connection of the session that this event belongs to; `?` if its start is not cited.
    String connectionOf(CitedEvent event) {
        Session session = sessions.get(event.chain());
        return session == null || session.connection.isEmpty() ? "?" : session.connection;
    }

    Collection<Session> all() {
        return sessions.values();
    }

    Table table() {
        List<List<String>> rows = new ArrayList<>();
        sessions.forEach((id, session) -> rows.add(List.of(
                id,
                session.identity,
                session.issuer,
                session.connection,
                session.protocol,
                session.client,
                session.key,
                session.started,
                session.ended,
                session.reason,
                Long.toString(session.forwarded),
                Long.toString(session.refused),
                Long.toString(session.rows),
                session.log.toString())));
        return new Table(
                "sessions",
                "Sessions",
                "Sessions that were open in the period, with the access key they were opened with, if it was one."
                        + " Commands and rows are those of the period.",
                List.of(
                        "session",
                        "identity",
                        "issuer",
                        "connection",
                        "protocol",
                        "client",
                        "key",
                        "started",
                        "ended",
                        "ended because",
                        "forwarded",
                        "refused",
                        "rows",
                        "log"),
                rows);
    }
}
