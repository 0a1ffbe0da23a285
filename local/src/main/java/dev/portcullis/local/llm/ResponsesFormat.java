// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import dev.portcullis.local.llm.Script.Answer.Says;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Responses.
///
/// @param request what is answered
record ResponsesFormat(JsonNode request) implements AnswerFormat {
    private static final String MESSAGE = "msg_sample";

    @Override
    public ObjectNode whole(Says says) {
        ObjectNode response = response("completed");
        response.set("output", output(says));
        response.putObject("usage")
                .put("input_tokens", TOKENS_IN)
                .put("output_tokens", TOKENS_OUT)
                .put("total_tokens", TOKENS_IN + TOKENS_OUT);
        return response;
    }

    @Override
    public void stream(Says says, Events events) throws IOException {
        var numbered = new Numbered(events);
        numbered.write(with("response.created", "response", response("in_progress")));
        ArrayNode output = output(says);
        for (int i = 0; i < output.size(); i++) {
            ObjectNode item = (ObjectNode) output.get(i);
            if (item.path("type").asString("").equals("message")) {
                message(i, says.text(), item, numbered);
            } else {
                call(i, item, numbered);
            }
        }
        numbered.write(with("response.completed", "response", whole(says)));
    }

    private static void message(int index, String text, ObjectNode item, Numbered out) throws IOException {
        ObjectNode started = item.deepCopy().put("status", "in_progress");
        started.putArray("content");
        out.write(with("response.output_item.added", "item", started).put("output_index", index));
        out.write(with("response.content_part.added", "part", part("")).setAll(place(MESSAGE, index)));
        for (String piece : Events.pieces(text)) {
            out.write(event("response.output_text.delta").put("delta", piece).setAll(place(MESSAGE, index)));
        }
        out.write(event("response.output_text.done").put("text", text).setAll(place(MESSAGE, index)));
        out.write(with("response.content_part.done", "part", part(text)).setAll(place(MESSAGE, index)));
        out.write(with("response.output_item.done", "item", item).put("output_index", index));
    }

    private static void call(int index, ObjectNode item, Numbered out) throws IOException {
        String id = item.path("id").asString("");
        String arguments = item.path("arguments").asString("");
        ObjectNode started = item.deepCopy().put("status", "in_progress").put("arguments", "");
        out.write(with("response.output_item.added", "item", started).put("output_index", index));
        String type = "response.function_call_arguments.";
        for (String piece : Events.pieces(arguments)) {
            out.write(event(type + "delta").put("delta", piece).setAll(place(id, index)));
        }
        out.write(event(type + "done").put("arguments", arguments).setAll(place(id, index)));
        out.write(with("response.output_item.done", "item", item).put("output_index", index));
    }

    private ObjectNode response(String status) {
        ObjectNode response = object().put("id", "resp_sample")
                .put("object", "response")
                .put("created_at", 1764000000)
                .put("status", status)
                .put("model", request.path("model").asString(""))
                .put("parallel_tool_calls", true)
                .put("tool_choice", "auto");
        response.putArray("tools");
        response.putArray("output");
        return response;
    }

    private static ArrayNode output(Says says) {
        ArrayNode output = JsonNodeFactory.instance.arrayNode();
        if (!says.text().isEmpty()) {
            ObjectNode message = output.addObject()
                    .put("id", MESSAGE)
                    .put("type", "message")
                    .put("status", "completed")
                    .put("role", "assistant");
            message.putArray("content").add(part(says.text()));
        }
        for (Script.Call call : says.calls()) {
            output.addObject()
                    .put("id", "fc_" + call.id())
                    .put("type", "function_call")
                    .put("status", "completed")
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        }
        return output;
    }

    private static ObjectNode part(String text) {
        ObjectNode part = object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    private static ObjectNode place(String item, int index) {
        return object().put("item_id", item).put("output_index", index).put("content_index", 0);
    }

    private static ObjectNode with(String type, String field, ObjectNode value) {
        ObjectNode event = event(type);
        event.set(field, value);
        return event;
    }

    private static ObjectNode event(String type) {
        return object().put("type", type);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Counts the events.
    private static final class Numbered {
        private final Events events;
        private int next;

        Numbered(Events events) {
            this.events = events;
        }

        void write(ObjectNode event) throws IOException {
            events.typed(event.put("sequence_number", next++));
        }
    }
}
