// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A whole answer of Chat Completions.
record ChatBody(MaskedTree masked, Judging judging, AnswerLog log) implements Body {
    @Override
    public ObjectNode rewrite(ObjectNode body) throws LlmWireException {
        ObjectNode copy = body.deepCopy();
        for (JsonNode choice : copy.path("choices")) {
            // The tokens one by one would give away what is masked in the text.
            StrictJson.object(choice, "a choice").remove("logprobs");
            if (choice.path("message").hasNonNull("audio")) {
                throw new LlmWireException(Problem.UNMASKABLE, "sound in an answer");
            }
        }
        ObjectNode answer = masked.of(copy);
        for (JsonNode choice : answer.path("choices")) {
            for (JsonNode call : choice.path("message").path("tool_calls")) judging.ahead(callOf(call));
        }
        for (JsonNode choice : answer.path("choices")) {
            judge(StrictJson.object(choice, "a choice"));
            log.stopped(choice.path("finish_reason"));
        }
        log.model(answer.path("model"));
        log.usage(answer.path("usage"));
        return answer;
    }

    private void judge(ObjectNode choice) throws LlmWireException {
        if (!choice.has("message")) return;
        ObjectNode message = StrictJson.object(choice.path("message"), "a message");
        var notices = new ArrayList<String>();
        ArrayNode allowed = StrictJson.array();
        for (JsonNode call : message.path("tool_calls")) {
            if (isAllowed(call, notices)) allowed.add(call);
        }
        boolean function = message.hasNonNull("function_call");
        if (function && !isAllowed(StrictJson.object().set("function", message.path("function_call")), notices)) {
            message.remove("function_call");
        }
        if (notices.isEmpty()) return;
        tell(message, notices);
        boolean none = allowed.isEmpty() && !message.has("function_call");
        if (allowed.isEmpty()) {
            message.remove("tool_calls");
        } else {
            message.set("tool_calls", allowed);
        }
        if (none) choice.put("finish_reason", "stop");
    }

    private boolean isAllowed(JsonNode call, List<String> notices) {
        return switch (judging.judge(callOf(call))) {
            case Verdict.Allow _ -> true;
            case Verdict.Deny(String notice) -> {
                notices.add(notice);
                yield false;
            }
        };
    }

    /// The call of a tool of either type.
    static ToolCall callOf(JsonNode call) {
        JsonNode custom = call.path("custom");
        JsonNode called = custom.isObject() ? custom : call.path("function");
        String arguments =
                called.path(custom.isObject() ? "input" : "arguments").asString("");
        return new ToolCall(call.path("id").asString(""), called.path("name").asString(""), arguments);
    }

    private static void tell(ObjectNode message, List<String> notices) {
        String before = message.path("content").asString("");
        String notice = String.join("\n", notices);
        message.put("content", before.isEmpty() ? notice : before + "\n\n" + notice);
    }
}
