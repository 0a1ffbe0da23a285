// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of OpenAI's Responses API may hold.
final class ResponsesShape {
    private static final Set<String> REQUEST = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "text",
            "reasoning",
            "metadata",
            "previous_response_id",
            "conversation",
            "prompt",
            "include",
            "truncation",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "service_tier",
            "stream_options");
    private static final Set<String> MESSAGE = Set.of("type", "role", "content", "id", "status", "phase");
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    private ResponsesShape() {}

    static void read(ObjectNode request, FactsBuilder facts) {
        facts.onlyKnown("", request, REQUEST);
        // The provider keeps responses unless told not to.
        if (request.path("store").asBoolean(true)) facts.storedByProvider();
        for (String stored : Set.of("previous_response_id", "conversation", "prompt")) {
            if (request.hasNonNull(stored)) facts.continuesSomethingStored();
        }
        if (request.hasNonNull("instructions")) facts.role("system");
        JsonNode input = request.path("input");
        if (input.isString()) facts.role("user");
        for (int i = 0; i < input.size(); i++) item("input[" + i + "]", input.get(i), facts);
        ToolNames.read("tools", request.path("tools"), facts);
    }

    private static void item(String place, JsonNode item, FactsBuilder facts) {
        // A message may leave its type out.
        String type = item.path("type").asString(item.has("role") ? "message" : "");
        switch (type) {
            case "message" -> message(place, item, facts);
            case "function_call", "custom_tool_call" ->
                facts.onlyKnown(
                        place,
                        item,
                        Set.of("type", "id", "call_id", "name", "arguments", "input", "namespace", "status"));
            case "function_call_output", "custom_tool_call_output" -> {
                facts.role("tool");
                facts.onlyKnown(place, item, Set.of("type", "id", "call_id", "output", "status"));
                parts(place + ".output", item.path("output"), facts);
            }
            case "local_shell_call", "shell_call", "apply_patch_call", "computer_call" ->
                facts.onlyKnown(place, item, Set.of("type", "id", "call_id", "action", "operation", "status"));
            case "local_shell_call_output", "shell_call_output", "apply_patch_call_output" -> {
                facts.role("tool");
                facts.onlyKnown(place, item, Set.of("type", "id", "call_id", "output", "status"));
            }
            case "reasoning" ->
                facts.onlyKnown(place, item, Set.of("type", "id", "summary", "content", "encrypted_content", "status"));
            // What the provider did itself in an earlier answer, which comes back as it was.
            case "web_search_call", "file_search_call", "code_interpreter_call", "mcp_call", "mcp_list_tools" -> {}
            case "item_reference" -> facts.continuesSomethingStored();
            // Open set: what the provider adds later is reported.
            default -> facts.unknown(place);
        }
    }

    private static void message(String place, JsonNode message, FactsBuilder facts) {
        facts.onlyKnown(place, message, MESSAGE);
        String role = message.path("role").asString("");
        if (ROLES.contains(role)) {
            facts.role(role);
        } else {
            facts.unknown(place + ".role");
        }
        parts(place + ".content", message.path("content"), facts);
    }

    private static void parts(String place, JsonNode content, FactsBuilder facts) {
        if (!content.isArray()) return;
        for (int i = 0; i < content.size(); i++) part(place + "[" + i + "]", content.get(i), facts);
    }

    private static void part(String place, JsonNode part, FactsBuilder facts) {
        switch (part.path("type").asString("")) {
            case "input_text", "output_text" ->
                facts.onlyKnown(place, part, Set.of("type", "text", "annotations", "logprobs"));
            case "refusal" -> facts.onlyKnown(place, part, Set.of("type", "refusal"));
            case "input_image" -> {
                facts.image();
                facts.onlyKnown(place, part, Set.of("type", "image_url", "file_id", "detail"));
            }
            case "input_file" -> {
                facts.file();
                facts.onlyKnown(place, part, Set.of("type", "file_id", "file_url", "file_data", "filename"));
            }
            case "input_audio" -> {
                facts.file();
                facts.onlyKnown(place, part, Set.of("type", "input_audio"));
            }
            // Open set: what the provider adds later is reported.
            default -> facts.unknown(place);
        }
    }
}
