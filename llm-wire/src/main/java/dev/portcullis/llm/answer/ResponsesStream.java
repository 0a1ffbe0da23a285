// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The stream of the Responses API: typed events with running numbers, in which texts come in pieces and then again as
/// a
/// whole, up to the last event, which repeats everything.
final class ResponsesStream implements EventRewriter {
    /// Progress of what the provider does itself.
    private static final Pattern PROGRESS = Pattern.compile(
            "response\\.(web_search_call|file_search_call|code_interpreter_call|mcp_call|mcp_list_tools)\\."
                    + "(in_progress|searching|interpreting|completed|failed)");
    private static final Set<String> LAST = Set.of("response.completed", "response.incomplete", "response.failed");
    private static final int MOST_HELD = 256;

    private final AnswerLog log;
    private final MaskedTree masked;
    private final ResponsesItems items;
    private final EventQueue queue;
    private final ResponsesBody body;
    private final ResponsesTexts texts;
    /// Tool calls that have begun, by the number of their item: how much of each has come.
    private final Map<Integer, Integer> held = new HashMap<>();
    private final NumberedEvents numbered = new NumberedEvents();
    private boolean stopped;

    ResponsesStream(AnswerRules rules, AnswerLog log) {
        this.log = log;
        this.masked = new MaskedTree(rules.mask());
        Judging judging = new Judging(rules.judge(), log);
        this.items = new ResponsesItems(masked, judging);
        this.queue = new EventQueue(judging, this::write);
        this.body = new ResponsesBody(masked, items, log);
        this.texts = new ResponsesTexts(rules.mask(), masked);
    }

    @Override
    public void event(SseEvent event, EventSink out) throws LlmWireException {
        ObjectNode data = StrictJson.object(StrictJson.read(event.data()), "an event");
        String type = data.path("type").asString("");
        if (!event.name().isEmpty() && !event.name().equals(type)) {
            throw new LlmWireException(Problem.MALFORMED, "an event with two names");
        }
        boolean isItem = type.equals("response.output_item.done") && data.path("item") instanceof ObjectNode;
        ToolCall call = isItem ? items.call((ObjectNode) data.path("item")) : null;
        queue.take(data, event.data().length(), call, out);
        if (LAST.contains(type)) queue.finish(out);
    }

    private void write(ObjectNode data, EventSink out) throws LlmWireException {
        String type = data.path("type").asString("");
        if (stopped) throw new LlmWireException(Problem.MALFORMED, "an event after the last");
        numbered.to(out, data);
        switch (type) {
            case "response.created", "response.in_progress", "response.queued" -> response(data);
            case "response.completed", "response.incomplete", "response.failed" -> last(data);
            case "response.output_item.added" -> itemAdded(data);
            case "response.output_item.done" -> itemDone(data);
            case "response.content_part.added", "response.reasoning_summary_part.added" -> partAdded(data);
            case "response.content_part.done", "response.reasoning_summary_part.done" -> part(data);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" -> hold(data);
            // Their items say it all again when they are done.
            case "response.function_call_arguments.done",
                    "response.custom_tool_call_input.done",
                    "response.mcp_call_arguments.delta",
                    "response.mcp_call_arguments.done",
                    "response.code_interpreter_call_code.delta",
                    "response.code_interpreter_call_code.done" -> {}
            case "response.output_text.annotation.added", "error" -> numbered.write(masked.of(data));
            default -> other(type, data);
        }
    }

    private void other(String type, ObjectNode data) throws LlmWireException {
        if (texts.isDelta(type)) {
            texts.piece(data, numbered);
        } else if (texts.isDone(type)) {
            texts.done(data, numbered);
        } else if (PROGRESS.matcher(type).matches()
                || !Content.isIn(data.deepCopy().without("type"))) {
            numbered.write(masked.of(data));
        } else {
            throw new LlmWireException(Problem.UNKNOWN_CONTENT, "an event of a type that is not known");
        }
    }

    private void response(ObjectNode data) throws LlmWireException {
        ObjectNode response = body.rewrite(StrictJson.object(data.path("response"), "a response"));
        numbered.write(with(data, "response", response));
    }

    private void last(ObjectNode data) throws LlmWireException {
        response(data);
        stopped = true;
        log.completed();
    }

    private void itemAdded(ObjectNode data) throws LlmWireException {
        ObjectNode item = StrictJson.object(data.path("item"), "an item");
        switch (ResponsesItems.kind(item)) {
            case TEXT -> {
                if (!item.path("content").isEmpty() || !item.path("summary").isEmpty()) {
                    throw new LlmWireException(Problem.UNKNOWN_CONTENT, "an item that starts with content");
                }
                numbered.write(with(data, "item", masked.of(item)));
            }
            case TOOL -> {
                if (held.size() == MOST_HELD) throw new LlmWireException(Problem.TOO_LARGE, "too many tool calls");
                held.put(index(data), 0);
            }
            case HOSTED -> numbered.write(with(data, "item", masked.of(item)));
            case UNKNOWN -> throw new LlmWireException(Problem.UNKNOWN_CONTENT, "an item of a type that is not known");
        }
    }

    private void itemDone(ObjectNode data) throws LlmWireException {
        ObjectNode item = StrictJson.object(data.path("item"), "an item");
        boolean isHeld = held.remove(index(data)) != null;
        if (isHeld != (ResponsesItems.kind(item) == ResponsesItems.Kind.TOOL)) {
            throw new LlmWireException(Problem.MALFORMED, "an item that changes its type");
        }
        ObjectNode finished = items.finished(item);
        ObjectNode done = with(data, "item", finished);
        if (isHeld) ResponsesReplay.of(done, finished, numbered);
        numbered.write(done);
    }

    private void hold(ObjectNode data) throws LlmWireException {
        Integer before = held.get(index(data));
        if (before == null) throw new LlmWireException(Problem.MALFORMED, "a piece of a call that has not begun");
        int size = before + data.path("delta").asString("").length();
        if (size > Content.MOST_HELD) throw new LlmWireException(Problem.TOO_LARGE, "a tool call beyond the limit");
        held.put(index(data), size);
    }

    private void partAdded(ObjectNode data) throws LlmWireException {
        JsonNode part = data.path("part");
        if (Content.isIn(part.path("text")) || Content.isIn(part.path("refusal"))) {
            throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a part that starts with content");
        }
        part(data);
    }

    private void part(ObjectNode data) throws LlmWireException {
        ObjectNode part = StrictJson.object(data.path("part"), "a part").deepCopy();
        ResponsesItems.checkPart(part);
        numbered.write(with(data, "part", masked.of(part)));
    }

    private ObjectNode with(ObjectNode data, String field, ObjectNode rewritten) throws LlmWireException {
        ObjectNode event = masked.of(data.deepCopy().putNull(field));
        event.set(field, rewritten);
        return event;
    }

    private static int index(ObjectNode data) throws LlmWireException {
        JsonNode index = data.path("output_index");
        if (!index.isInt()) throw new LlmWireException(Problem.MALFORMED, "an item without a number");
        return index.intValue();
    }

    @Override
    public void end(EventSink out) throws LlmWireException {
        queue.finish(out);
    }

    @Override
    public void abort(String message, EventSink out) {
        numbered.to(out)
                .write(StrictJson.object()
                        .put("type", "error")
                        .put("code", "blocked")
                        .put("message", message)
                        .putNull("param"));
    }
}
