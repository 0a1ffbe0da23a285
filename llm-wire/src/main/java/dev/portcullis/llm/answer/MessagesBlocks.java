// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of the content blocks of a Messages answer, streamed or not.
final class MessagesBlocks {
    private static final String TO_CALLER = "tool_use";

    private final MaskedTree masked;
    private final Judging judging;
    private final Set<String> removed = new HashSet<>();
    private boolean hasCallForCaller;

    MessagesBlocks(MaskedTree masked, Judging judging) {
        this.masked = masked;
        this.judging = judging;
    }

    enum Kind {
        TEXT,
        TOOL,
        /// signed by the provider: passes unchanged or not at all
        THINKING,
        /// encrypted by the provider
        SEALED,
        /// of a tool that ran at the provider; comes whole
        RESULT,
        UNKNOWN
    }

    static Kind kind(ObjectNode block) {
        return switch (block.path("type").asString("")) {
            case "text" -> Kind.TEXT;
            case "tool_use", "server_tool_use", "mcp_tool_use" -> Kind.TOOL;
            case "thinking" -> Kind.THINKING;
            case "redacted_thinking" -> Kind.SEALED;
            case "web_search_tool_result",
                    "web_fetch_tool_result",
                    "code_execution_tool_result",
                    "bash_code_execution_tool_result",
                    "text_editor_code_execution_tool_result",
                    "tool_search_tool_result",
                    "mcp_tool_result" -> Kind.RESULT;
            // Open set: what the provider adds later ends the answer.
            default -> Kind.UNKNOWN;
        };
    }

    /// The masked call, or the notice in its place.
    ObjectNode judged(ObjectNode call) throws LlmWireException {
        ObjectNode block = masked.of(call);
        String id = block.path("id").asString("");
        return switch (judging.judge(callOf(block))) {
            case Verdict.Allow _ -> {
                if (call.path("type").asString("").equals(TO_CALLER)) hasCallForCaller = true;
                yield block;
            }
            case Verdict.Deny(String notice) -> {
                removed.add(id);
                yield notice(notice);
            }
        };
    }

    /// The call as the judge sees it, of a block as it arrived.
    ToolCall call(ObjectNode block) throws LlmWireException {
        return callOf(masked.of(block));
    }

    /// A call whose turn will come.
    void ahead(ObjectNode block) throws LlmWireException {
        judging.ahead(call(block));
    }

    private static ToolCall callOf(ObjectNode block) {
        return new ToolCall(
                block.path("id").asString(""), block.path("name").asString(""), Judging.text(block.path("input")));
    }

    static ObjectNode notice(String notice) {
        return StrictJson.object().put("type", "text").put("text", notice);
    }

    void remove(String id) {
        removed.add(id);
    }

    Optional<ObjectNode> unlessChanged(ObjectNode thinking) throws LlmWireException {
        return masked.of(thinking).equals(thinking) ? Optional.of(thinking) : Optional.empty();
    }

    Optional<ObjectNode> unlessRemoved(ObjectNode result) throws LlmWireException {
        ObjectNode block = masked.of(result);
        return removed.contains(block.path("tool_use_id").asString("")) ? Optional.empty() : Optional.of(block);
    }

    /// A caller that is told to use tools, and finds none, would wait or fail.
    void correctStopReason(ObjectNode holder) {
        boolean toldToCall = holder.path("stop_reason").asString("").equals("tool_use");
        if (toldToCall && !hasCallForCaller && !removed.isEmpty()) holder.put("stop_reason", "end_turn");
    }
}
