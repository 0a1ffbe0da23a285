// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of OpenAI's Chat Completions API may hold.
final class ChatShape {
    private static final Set<String> REQUEST = Set.of(
            "model",
            "messages",
            "tools",
            "tool_choice",
            "functions",
            "function_call",
            "response_format",
            "stop",
            "user",
            "metadata",
            "stream_options",
            "reasoning_effort",
            "verbosity",
            "modalities",
            "prediction",
            "logit_bias",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "web_search_options");
    private static final Set<String> MESSAGE = Set.of(
            "role", "content", "name", "refusal", "tool_calls", "tool_call_id", "function_call", "reasoning_content");
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    private ChatShape() {}

    static void read(ObjectNode request, FactsBuilder facts) {
        facts.onlyKnown("", request, REQUEST);
        if (request.path("store").asBoolean(false)) facts.storedByProvider();
        JsonNode messages = request.path("messages");
        for (int i = 0; i < messages.size(); i++) message("messages[" + i + "]", messages.get(i), facts);
        ToolNames.read("tools", request.path("tools"), facts);
        ToolNames.read("functions", request.path("functions"), facts);
        if (request.has("web_search_options")) facts.tool("web_search");
    }

    private static void message(String place, JsonNode message, FactsBuilder facts) {
        facts.onlyKnown(place, message, MESSAGE);
        String role = message.path("role").asString("");
        if (ROLES.contains(role)) {
            facts.role(role);
        } else {
            facts.unknown(place + ".role");
        }
        JsonNode content = message.path("content");
        if (!content.isArray()) return;
        for (int i = 0; i < content.size(); i++) part(place + ".content[" + i + "]", content.get(i), facts);
    }

    private static void part(String place, JsonNode part, FactsBuilder facts) {
        switch (part.path("type").asString("")) {
            case "text" -> facts.onlyKnown(place, part, Set.of("type", "text"));
            case "refusal" -> facts.onlyKnown(place, part, Set.of("type", "refusal"));
            case "image_url" -> {
                facts.image();
                facts.onlyKnown(place, part, Set.of("type", "image_url"));
            }
            case "file" -> {
                facts.file();
                facts.onlyKnown(place, part, Set.of("type", "file"));
            }
            case "input_audio" -> {
                facts.file();
                facts.onlyKnown(place, part, Set.of("type", "input_audio"));
            }
            // Open set: what providers add later is reported.
            default -> facts.unknown(place);
        }
    }
}
