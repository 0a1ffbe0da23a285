// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The last thing that a request of any of the APIs says.
final class LastWords {
    private LastWords() {}

    static String of(JsonNode request) {
        JsonNode turns = request.has("messages") ? request.path("messages") : request.path("input");
        if (turns.isString()) return turns.stringValue();
        JsonNode last = turns.path(turns.size() - 1);
        if (isToolResult(last)) return "tool result";
        return text(last.path("content"));
    }

    private static boolean isToolResult(JsonNode turn) {
        return turn.path("role").asString("").equals("tool")
                || turn.path("type").asString("").equals("function_call_output")
                || turn.path("content").path(0).path("type").asString("").equals("tool_result");
    }

    private static String text(JsonNode content) {
        if (content.isString()) return content.stringValue();
        return content.valueStream().map(part -> part.path("text").asString("")).collect(Collectors.joining(" "));
    }
}
