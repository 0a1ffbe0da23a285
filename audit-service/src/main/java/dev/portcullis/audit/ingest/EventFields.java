// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The few members of an event that the log and the list of sessions need, taken out in one pass: the
/// rest of the event is checked to be JSON and not kept.
final class EventFields {

    private static final Branch WANTED = Branch.of(List.of(
            "class_uid",
            "time",
            "metadata.uid",
            "metadata.correlation_uid",
            "metadata.sequence",
            "actor.user.uid",
            "actor.session.issuer",
            "user.uid",
            "session.issuer",
            "src_endpoint.ip",
            "src_endpoint.port",
            "unmapped.portcullis.prev",
            "unmapped.portcullis.kind",
            "unmapped.portcullis.commandId",
            "unmapped.portcullis.connection",
            "unmapped.portcullis.protocol",
            "unmapped.portcullis.gateway",
            "unmapped.portcullis.reason",
            "unmapped.portcullis.chunks",
            "unmapped.portcullis.rows",
            "unmapped.portcullis.targetAddress",
            "unmapped.portcullis.targetProcess",
            "unmapped.portcullis.targetOpenedAt",
            "unmapped.portcullis.targetReadyAt",
            "unmapped.portcullis.purpose",
            "unmapped.portcullis.failure",
            "unmapped.portcullis.statement",
            "unmapped.portcullis.unrecorded"));

    private final Map<String, Object> values = new HashMap<>();

    private EventFields() {}

    /// Reads one JSON object and nothing after it; empty if there is something else.
    static Optional<EventFields> read(JsonParser json) {
        EventFields fields = new EventFields();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        fields.collect(json, WANTED);
        return json.nextToken() == null ? Optional.of(fields) : Optional.empty();
    }

    /// A member that is a string.
    Optional<String> text(String path) {
        return values.get(path) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /// A member that is a whole number of 64 bits.
    OptionalLong number(String path) {
        return values.get(path) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private void collect(JsonParser json, Branch branch) {
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (branch.below().get(name)) {
                case Branch inner when value == JsonToken.START_OBJECT -> collect(json, inner);
                case Branch _ -> json.skipChildren();
                case Leaf(var path) -> keep(path, value, json);
                case null -> json.skipChildren();
            }
        }
    }

    private void keep(String path, JsonToken value, JsonParser json) {
        if (value == JsonToken.VALUE_STRING) {
            values.put(path, json.getString());
        } else if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            values.put(path, json.getLongValue());
        } else {
            json.skipChildren();
        }
    }

    /// What to look for at one place of an event.
    private sealed interface Wanted {}

    private record Leaf(String path) implements Wanted {}

    private record Branch(Map<String, Wanted> below) implements Wanted {

        private static final Pattern DOT = Pattern.compile("\\.");

        static Branch of(List<String> paths) {
            Branch root = new Branch(new HashMap<>());
            for (String path : paths) {
                root.add(DOT.split(path), 0, path);
            }
            return root;
        }

        private void add(String[] names, int at, String path) {
            if (at == names.length - 1) {
                below.put(names[at], new Leaf(path));
                return;
            }
            @Nullable Wanted inner = below.get(names[at]);
            if (!(inner instanceof Branch)) {
                inner = new Branch(new HashMap<>());
                below.put(names[at], inner);
            }
            ((Branch) inner).add(names, at + 1, path);
        }
    }
}
