// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.recordings.RecordingProperties.Viewers;
import dev.portcullis.contracts.audit.AuditKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds out what somebody may see of a recording.
@Component
class Sights {

    private static final String KINDS = "('" + AuditKind.COMMAND_INTENT.word() + "', '" + AuditKind.COMMAND_HELD.word()
            + "', '" + AuditKind.COMMAND_REFUSED.word() + "')";

    private final RecordingProperties properties;
    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    Sights(RecordingProperties properties, JdbcTemplate jdbc, JsonMapper json) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.json = json;
    }

    Sight of(String sessionId, Caller caller) {
        List<Viewers> closed = properties.viewers().stream()
                .filter(viewers -> viewers.groups().stream().noneMatch(caller.groups()::contains))
                .toList();
        return closed.isEmpty() ? Sight.ALL : new Sight(closed, touched(sessionId));
    }

    private Map<String, Sight.Touched> touched(String sessionId) {
        Map<String, Sight.Touched> touched = new HashMap<>();
        jdbc.query(
                "SELECT body FROM event WHERE chain_id = ? AND kind IN " + KINDS,
                row -> {
                    JsonNode event = json.readTree(new String(row.getBytes(1), StandardCharsets.UTF_8));
                    String id = event.at("/unmapped/portcullis/commandId").asString("");
                    if (!id.isEmpty()) {
                        touched.merge(id, touched(event), Sights::both);
                    }
                },
                sessionId);
        return touched;
    }

    private static Sight.Touched touched(JsonNode event) {
        JsonNode own = event.at("/unmapped/portcullis");
        Set<String> tags = new HashSet<>();
        collect(own.path("sql"), tags);
        boolean opaque = own.at("/sql/statements")
                .valueStream()
                .anyMatch(statement -> statement.path("opaque").asBoolean(true));
        // Only of SQL do events say all that it touched; what a request to an API is about nobody has classified.
        boolean known =
                own.path("sql").isObject() && !opaque && !own.path("sqlCut").asBoolean(false);
        return new Sight.Touched(tags, known);
    }

    /// All texts under the name `classifications`, wherever facts have it.
    private static void collect(JsonNode node, Set<String> tags) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (member.getKey().equals("classifications")) {
                member.getValue().forEach(tag -> tags.add(tag.asString("")));
            } else {
                collect(member.getValue(), tags);
            }
        }
        if (node.isArray()) {
            node.forEach(each -> collect(each, tags));
        }
    }

    private static Sight.Touched both(Sight.Touched one, Sight.Touched other) {
        Set<String> tags = new HashSet<>(one.tags());
        tags.addAll(other.tags());
        return new Sight.Touched(tags, one.whole() && other.whole());
    }
}
