// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.StrictJson;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The arguments of a tool call, each value by where it stands ([dev.portcullis.contracts.command.ToolFacts]).
public final class ToolArguments {
    /// Where the text of a tool stands that takes plain text.
    public static final String INPUT = "input";

    private static final int MOST = 1_000;

    private final Map<String, String> values = new TreeMap<>();

    private ToolArguments() {}

    /// The values. What begins like JSON has to be JSON that can be read one way only.
    public static Map<String, String> read(String text) throws UnreadableException {
        String begins = text.stripLeading();
        if (!begins.startsWith("{") && !begins.startsWith("[")) {
            return Map.of(INPUT, text);
        }
        try {
            ToolArguments arguments = new ToolArguments();
            arguments.add("", StrictJson.read(text));
            return arguments.values;
        } catch (LlmWireException e) {
            throw UnreadableException.of(e);
        }
    }

    private void add(String place, JsonNode value) throws UnreadableException {
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                add(place.isEmpty() ? member.getKey() : place + "." + member.getKey(), member.getValue());
            }
        } else if (value.isArray()) {
            int index = 0;
            for (JsonNode element : value) {
                add(place + "[" + index++ + "]", element);
            }
        } else if (values.size() == MOST || values.put(place, value.asString()) != null) {
            // A member named `a.b` beside an `a` with a `b`: a rule would read one and the tool the other.
            throw UnreadableException.of("arguments that are too many, or whose names can be read two ways");
        }
    }
}
