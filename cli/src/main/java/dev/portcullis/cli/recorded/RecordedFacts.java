// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.recorded;

import dev.portcullis.contracts.command.Facts;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The facts of a command as its event holds them.
///
/// @param facts what was found out; empty or zero where the event does not say
/// @param unrecorded the attributes of which the event does not say all, as conditions name them
record RecordedFacts(Facts facts, Set<String> unrecorded) {

    /// What stands in a text for a secret.
    private static final String REDACTED = "[redacted]";
    /// Events cut longer texts, and longer lists.
    private static final int LONGEST_TEXT = 4_096;

    private static final int LONGEST_LIST = 200;

    /// The facts of the command that an event tells of; empty where it holds none.
    static Optional<RecordedFacts> of(JsonNode event, JsonNode ours) {
        try {
            if (ours.path("sql").isObject()) {
                SqlFacts sql = JsonMapper.shared().treeToValue(ours.path("sql"), SqlFacts.class);
                return Optional.of(new RecordedFacts(sql, Set.of()));
            }
            if (ours.path("http").isObject()) {
                return Optional.of(new Reading().http(event, ours));
            }
            return ours.path("tool").isObject() ? Optional.of(new Reading().tool(ours.path("tool"))) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static final class Reading {
        private final Set<String> unrecorded = new TreeSet<>();

        RecordedFacts http(JsonNode event, JsonNode ours) {
            JsonNode http = ours.path("http");
            // Values of headers are nowhere, those of a query only where they hold no secret.
            unrecorded.add("http.headers");
            String operation = event.path("api").path("operation").asString("?");
            if (operation.contains("?") || isCut(operation)) {
                unrecorded.add("http.query");
            }
            boolean unread = http.path("unread").asBoolean(false);
            HttpFacts facts = new HttpFacts(
                    text(http, "method", "http.method"),
                    text(http, "host", "http.host"),
                    text(http, "path", "http.path"),
                    Map.of(),
                    Map.of(),
                    text(http, "contentType", "http.contentType"),
                    http.path("bodyBytes").asLong(HttpFacts.UNKNOWN_SIZE),
                    unread ? null : texts(http, "findings", "http.findings"),
                    llm(ours.path("llm")),
                    unread ? null : protectedFiles(http));
            return new RecordedFacts(facts, unrecorded);
        }

        /// Where a gateway had found none the list is there, and empty. Where it is not, the gateway had none to look
        /// for, or was too old to know of them, which is not to be told apart.
        private @Nullable List<String> protectedFiles(JsonNode http) {
            List<String> found = texts(http, "protectedFiles", "http.protectedFiles");
            return http.path("protectedFiles").isArray() ? found : null;
        }

        private @Nullable LlmFacts llm(JsonNode llm) {
            if (!llm.isObject()) {
                return null;
            }
            if (!llm.has("images")) {
                // Events of older gateways do not say these.
                unrecorded.addAll(Set.of("llm.maxTokens", "llm.images", "llm.files", "llm.stored", "llm.continued"));
            }
            return new LlmFacts(
                    text(llm, "endpoint", "llm.endpoint"),
                    text(llm, "model", "llm.model"),
                    llm.path("stream").asBoolean(false),
                    texts(llm, "roles", "llm.roles"),
                    texts(llm, "tools", "llm.tools"),
                    llm.path("tokenEstimate").asLong(0),
                    llm.has("maxTokens") ? llm.path("maxTokens").asLong(0) : null,
                    llm.path("images").asBoolean(false),
                    llm.path("files").asBoolean(false),
                    texts(llm, "hosts", "llm.hosts"),
                    llm.path("stored").asBoolean(false),
                    llm.path("continued").asBoolean(false),
                    texts(llm, "findings", "llm.findings"),
                    texts(llm, "unknown", "llm.unknown"));
        }

        RecordedFacts tool(JsonNode tool) {
            Map<String, String> names = new HashMap<>();
            texts(tool, "arguments", "tool.arguments").forEach(name -> names.put(name, ""));
            // Of arguments the names are there, and no value.
            unrecorded.add("tool.arguments");
            ToolFacts facts =
                    new ToolFacts(text(tool, "name", "tool.name"), names, texts(tool, "findings", "tool.findings"));
            return new RecordedFacts(facts, unrecorded);
        }

        private String text(JsonNode in, String member, String attribute) {
            String text = in.path(member).asString("");
            if (!in.path(member).isString() || isCut(text)) {
                unrecorded.add(attribute);
            }
            return text;
        }

        private List<String> texts(JsonNode in, String member, String attribute) {
            List<String> texts = new ArrayList<>();
            in.path(member).forEach(item -> texts.add(item.asString("")));
            if (!in.path(member).isArray()
                    || texts.size() >= LONGEST_LIST
                    || texts.stream().anyMatch(Reading::isCut)) {
                unrecorded.add(attribute);
            }
            return texts;
        }

        private static boolean isCut(String text) {
            return text.length() >= LONGEST_TEXT - 1 || text.contains(REDACTED);
        }
    }
}
