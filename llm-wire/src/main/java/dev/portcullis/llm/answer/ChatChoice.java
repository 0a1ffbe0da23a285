// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One choice of a Chat Completions stream. Texts go out masked as they come; tool calls only when the choice is
/// finished, whole and judged.
final class ChatChoice {
    private static final Set<String> TEXTS =
            Set.of("content", "refusal", "reasoning_content", "reasoning", "reasoning_text");
    /// What else a delta may say.
    private static final Set<String> KNOWN = Set.of("role", "tool_calls", "annotations");

    private static final int MOST_CALLS = 256;

    private final int index;
    private final TextMask mask;
    private final MaskedTree masked;
    private final Judging judging;
    private final AnswerLog log;
    private final Map<String, TextMask.Flow> texts = new TreeMap<>();
    private final Map<Integer, ChatToolCall> calls = new TreeMap<>();
    private boolean saidSomething;
    private boolean finished;

    ChatChoice(int index, TextMask mask, MaskedTree masked, Judging judging, AnswerLog log) {
        this.index = index;
        this.mask = mask;
        this.masked = masked;
        this.judging = judging;
        this.log = log;
    }

    /// The choices to write for one that arrived.
    List<ObjectNode> take(JsonNode choice) throws LlmWireException {
        if (finished) throw new LlmWireException(Problem.MALFORMED, "a choice goes on after its end");
        ObjectNode delta = delta(choice.path("delta"));
        JsonNode reason = choice.path("finish_reason");
        if (!reason.isString()) return delta.isEmpty() ? List.of() : List.of(written(delta));
        finished = true;
        flush(delta);
        var written = new ArrayList<ObjectNode>();
        if (!delta.isEmpty()) written.add(written(delta));
        finish(masked.of(reason).asString(""), written);
        return written;
    }

    /// The rest of the text of a choice that never said why it ended. Its tool calls were never finished.
    List<ObjectNode> unfinished() {
        if (finished) return List.of();
        finished = true;
        ObjectNode delta = StrictJson.object();
        flush(delta);
        return delta.isEmpty() ? List.of() : List.of(written(delta));
    }

    private ObjectNode delta(JsonNode delta) throws LlmWireException {
        ObjectNode written = StrictJson.object();
        for (Map.Entry<String, JsonNode> property : delta.properties()) {
            String name = property.getKey();
            JsonNode value = property.getValue();
            if (TEXTS.contains(name) && value.isString()) {
                text(name, value.stringValue(), delta.has("role"), written);
            } else if (name.equals("tool_calls")) {
                for (JsonNode call : value) call(call);
            } else if (KNOWN.contains(name)) {
                written.set(name, masked.of(value));
            } else if (Content.isIn(value)) {
                throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a part of a choice that is not known");
            }
        }
        return written;
    }

    private void text(String name, String piece, boolean opening, ObjectNode written) {
        String certain = texts.computeIfAbsent(name, _ -> mask.begin()).feed(piece);
        if (!certain.isEmpty()) saidSomething = true;
        if (!certain.isEmpty() || (opening && piece.isEmpty())) written.put(name, certain);
    }

    private void call(JsonNode call) throws LlmWireException {
        int at = call.path("index").asInt(0);
        if (at < 0 || at >= MOST_CALLS) throw new LlmWireException(Problem.TOO_LARGE, "too many tool calls");
        calls.computeIfAbsent(at, _ -> new ChatToolCall()).take(call);
    }

    private void flush(ObjectNode delta) {
        texts.forEach((name, flow) -> {
            String rest = flow.end();
            if (rest.isEmpty()) return;
            saidSomething = true;
            delta.put(name, delta.path(name).asString("") + rest);
        });
    }

    private void finish(String reason, List<ObjectNode> written) throws LlmWireException {
        int allowed = 0;
        for (ChatToolCall call : calls.values()) {
            if (call.isComplete()) judging.ahead(ChatBody.callOf(call.whole(masked)));
        }
        for (ChatToolCall call : calls.values()) {
            ObjectNode whole = call.whole(masked);
            Verdict verdict =
                    call.isComplete() ? judging.judge(ChatBody.callOf(whole)) : Judging.incomplete(call.name());
            switch (verdict) {
                case Verdict.Allow _ -> {
                    ObjectNode delta = StrictJson.object();
                    delta.putArray("tool_calls").add(whole.put("index", allowed++));
                    written.add(written(delta));
                }
                case Verdict.Deny(String notice) -> {
                    String separator = saidSomething ? "\n\n" : "";
                    written.add(written(StrictJson.object().put("content", separator + notice)));
                    saidSomething = true;
                }
            }
        }
        boolean allRemoved = !calls.isEmpty() && allowed == 0;
        String told = allRemoved && reason.equals("tool_calls") ? "stop" : reason;
        ObjectNode last = written(StrictJson.object()).put("finish_reason", told);
        log.stopped(last.path("finish_reason"));
        written.add(last);
    }

    private ObjectNode written(ObjectNode delta) {
        ObjectNode choice = StrictJson.object().put("index", index);
        choice.set("delta", delta);
        return choice.putNull("finish_reason");
    }
}
