// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of the output items of a Responses answer, streamed or not.
final class ResponsesItems {
    private static final Set<String> PARTS = Set.of("output_text", "refusal", "reasoning_text", "summary_text");

    private final MaskedTree masked;
    private final Judging judging;

    ResponsesItems(MaskedTree masked, Judging judging) {
        this.masked = masked;
        this.judging = judging;
    }

    enum Kind {
        /// a message or a thought: parts of text
        TEXT,
        /// a call that the caller is to make
        TOOL,
        /// something that the provider has done itself
        HOSTED,
        UNKNOWN
    }

    static Kind kind(JsonNode item) {
        return switch (item.path("type").asString("")) {
            case "message", "reasoning" -> Kind.TEXT;
            case "function_call",
                    "custom_tool_call",
                    "local_shell_call",
                    "shell_call",
                    "apply_patch_call",
                    "computer_call",
                    "mcp_approval_request" -> Kind.TOOL;
            case "web_search_call", "file_search_call", "code_interpreter_call", "mcp_call", "mcp_list_tools" ->
                Kind.HOSTED;
            // Open set: what the provider adds later, and pictures, which nobody can look into, end the answer.
            default -> Kind.UNKNOWN;
        };
    }

    /// The finished item as the caller sees it.
    ObjectNode finished(ObjectNode item) throws LlmWireException {
        return switch (kind(item)) {
            case TEXT -> {
                parts(item.path("content"));
                parts(item.path("summary"));
                yield masked.of(item);
            }
            case TOOL -> judged(masked.of(item));
            case HOSTED -> masked.of(item);
            case UNKNOWN -> throw new LlmWireException(Problem.UNKNOWN_CONTENT, "an item of a type that is not known");
        };
    }

    /// The call that an item is, as the judge sees it, of an item as it arrived; null if it is none.
    @Nullable
    ToolCall call(ObjectNode item) throws LlmWireException {
        return kind(item) == Kind.TOOL ? callOf(masked.of(item)) : null;
    }

    /// A call whose turn will come.
    void ahead(ObjectNode item) throws LlmWireException {
        ToolCall call = call(item);
        if (call != null) judging.ahead(call);
    }

    private static void parts(JsonNode parts) throws LlmWireException {
        for (JsonNode part : parts) checkPart(StrictJson.object(part, "a part"));
    }

    /// Known parts only, without the tokens one by one: they would give away what is masked in the text.
    static void checkPart(ObjectNode part) throws LlmWireException {
        if (!PARTS.contains(part.path("type").asString(""))) {
            throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a part of a type that is not known");
        }
        if (part.has("logprobs")) part.putArray("logprobs");
    }

    private ObjectNode judged(ObjectNode item) {
        return switch (judging.judge(callOf(item))) {
            case Verdict.Allow _ -> item;
            case Verdict.Deny(String notice) -> notice(item.path("id").asString(""), notice);
        };
    }

    private static ToolCall callOf(ObjectNode item) {
        String type = item.path("type").asString("");
        String id = item.path("call_id").asString(item.path("id").asString(""));
        String name = item.path("name").asString(type);
        return switch (type) {
            case "function_call", "mcp_approval_request" ->
                new ToolCall(id, name, item.path("arguments").asString(""));
            case "custom_tool_call" -> new ToolCall(id, name, item.path("input").asString(""));
            // What else there is to know stands in fields of each type's own.
            default -> new ToolCall(id, name, StrictJson.text(item));
        };
    }

    private static ObjectNode notice(String id, String notice) {
        ObjectNode message = StrictJson.object()
                .put("id", id)
                .put("type", "message")
                .put("status", "completed")
                .put("role", "assistant");
        message.putArray("content")
                .addObject()
                .put("type", "output_text")
                .put("text", notice)
                .putArray("annotations");
        return message;
    }
}
