// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of Anthropic's Messages API, or for counting its tokens, may hold.
final class MessagesShape {
    private static final Set<String> REQUEST = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "mcp_servers",
            "stop_sequences",
            "metadata",
            "thinking",
            "service_tier",
            "container",
            "context_management",
            "cache_control",
            "output_config",
            "output_format");
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");

    private MessagesShape() {}

    static void read(ObjectNode request, FactsBuilder facts) {
        facts.onlyKnown("", request, REQUEST);
        if (request.has("system")) {
            facts.role("system");
            content("system", request.path("system"), facts);
        }
        JsonNode messages = request.path("messages");
        for (int i = 0; i < messages.size(); i++) message("messages[" + i + "]", messages.get(i), facts);
        ToolNames.read("tools", request.path("tools"), facts);
        JsonNode servers = request.path("mcp_servers");
        for (JsonNode server : servers) {
            facts.tool("mcp:" + server.path("name").asString("?"));
        }
        if (request.hasNonNull("container")) facts.continuesSomethingStored();
    }

    private static void message(String place, JsonNode message, FactsBuilder facts) {
        facts.onlyKnown(place, message, Set.of("role", "content"));
        String role = message.path("role").asString("");
        if (ROLES.contains(role)) {
            facts.role(role);
        } else {
            facts.unknown(place + ".role");
        }
        content(place + ".content", message.path("content"), facts);
    }

    private static void content(String place, JsonNode content, FactsBuilder facts) {
        if (!content.isArray()) return;
        for (int i = 0; i < content.size(); i++) block(place + "[" + i + "]", content.get(i), facts);
    }

    private static void block(String place, JsonNode block, FactsBuilder facts) {
        switch (block.path("type").asString("")) {
            case "text" -> facts.onlyKnown(place, block, Set.of("type", "text", "cache_control", "citations"));
            case "image" -> {
                facts.image();
                source(place, block, facts);
            }
            case "document" -> {
                facts.file();
                source(place, block, facts);
            }
            case "container_upload" -> {
                facts.file();
                facts.onlyKnown(place, block, Set.of("type", "file_id", "cache_control"));
            }
            case "search_result" -> {
                facts.onlyKnown(
                        place, block, Set.of("type", "source", "title", "content", "citations", "cache_control"));
                content(place + ".content", block.path("content"), facts);
            }
            case "tool_use", "server_tool_use", "mcp_tool_use" ->
                facts.onlyKnown(
                        place, block, Set.of("type", "id", "name", "input", "server_name", "caller", "cache_control"));
            case "tool_result", "mcp_tool_result" -> {
                facts.role("tool");
                facts.onlyKnown(place, block, Set.of("type", "tool_use_id", "content", "cache_control"));
                content(place + ".content", block.path("content"), facts);
            }
            case "web_search_tool_result", "web_fetch_tool_result" -> {
                facts.role("tool");
                facts.onlyKnown(place, block, Set.of("type", "tool_use_id", "content", "caller", "cache_control"));
            }
            case "thinking" -> facts.onlyKnown(place, block, Set.of("type", "thinking", "signature"));
            case "redacted_thinking" -> facts.onlyKnown(place, block, Set.of("type", "data"));
            // Open set: what the provider adds later is reported.
            default -> facts.unknown(place);
        }
    }

    private static void source(String place, JsonNode block, FactsBuilder facts) {
        facts.onlyKnown(place, block, Set.of("type", "source", "title", "context", "citations", "cache_control"));
        JsonNode source = block.path("source");
        facts.onlyKnown(place + ".source", source, Set.of("type", "media_type", "data", "url", "file_id", "content"));
        content(place + ".source.content", source.path("content"), facts);
    }
}
