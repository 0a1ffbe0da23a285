// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Access keys: who took one, what for, which sessions were opened with it, and what ended it.
final class Keys implements Tally {

    private static final class Key {
        private final Cites log = new Cites();
        private String identity = "";
        private String connection = "";
        private String purpose = "";
        private String issued = "";
        private String expires = "";
        private String ended = "";
        private String endedBy = "";
        private Instant lastUsed = Instant.MIN;
        private long sessions;
    }

    private final Map<String, Key> keys = new LinkedHashMap<>();

    @Override
    public void take(CitedEvent event) {
        switch (event.kind()) {
            case "key.issued" -> {
                if (!event.has("refusal")) {
                    described(event).issued = event.time();
                }
            }
            case "key.ended" -> {
                Key key = described(event);
                key.ended = event.time();
                key.endedBy = Cell.of(event.own("by") + ": " + event.own("reason"));
            }
            case "session.started" -> used(event);
            default -> {}
        }
    }

    private Key described(CitedEvent event) {
        Key key = of(Cell.of(event.own("keyId")));
        key.identity = Cell.of(event.own("requester"));
        key.connection = Cell.of(event.own("connection"));
        key.purpose = Cell.of(event.own("purpose"));
        key.expires = Cell.of(event.own("expiresAt"));
        key.log.add(event);
        return key;
    }

    private void used(CitedEvent event) {
        String id = Cell.of(event.claim(CitedEvent.KEY_CLAIM));
        if (id.isEmpty()) {
            return;
        }
        Key key = of(id);
        key.sessions++;
        key.lastUsed = event.moment().isAfter(key.lastUsed) ? event.moment() : key.lastUsed;
        if (key.identity.isEmpty()) {
            // The issue is not cited: it has expired, or was never recorded.
            key.identity = Cell.of(event.actor());
            key.connection = Cell.of(event.own("connection"));
        }
    }

    private Key of(String id) {
        return keys.computeIfAbsent(id, _ -> new Key());
    }

    Table table() {
        List<List<String>> rows = new ArrayList<>();
        keys.forEach((id, key) -> rows.add(List.of(
                id,
                key.identity,
                key.connection,
                key.purpose,
                key.issued,
                key.expires,
                key.ended,
                key.endedBy,
                Long.toString(key.sessions),
                key.sessions == 0 ? "" : key.lastUsed.toString(),
                key.log.toString())));
        return new Table(
                "keys",
                "Access keys",
                "Keys that stood for an identity at one connection: who took them, how long they were good for, what ended"
                        + " them before that, and how many sessions they opened. One that has no end here ended by itself"
                        + " when it expired.",
                List.of(
                        "key",
                        "identity",
                        "connection",
                        "purpose",
                        "issued",
                        "expires",
                        "ended",
                        "ended by",
                        "sessions",
                        "last session",
                        "log"),
                rows);
    }
}
