// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import dev.portcullis.local.llm.Script.Answer.Says;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's Messages.
///
/// @param request what is answered
record MessagesFormat(JsonNode request) implements AnswerFormat {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public ObjectNode whole(Says says) {
        ObjectNode message = message().put("stop_reason", reason(says));
        if (!says.text().isEmpty()) {
            message.withArray("content").addObject().put("type", "text").put("text", says.text());
        }
        for (Script.Call call : says.calls()) {
            message.withArray("content").add(tool(call).set("input", JSON.readTree(call.arguments())));
        }
        message.set("usage", usage());
        return message;
    }

    @Override
    public void stream(Says says, Events events) throws IOException {
        ObjectNode start = event("message_start");
        start.set("message", message().putNull("stop_reason").set("usage", usage()));
        events.typed(start);
        events.typed(event("ping"));
        int index = 0;
        if (!says.text().isEmpty()) {
            ObjectNode block = object().put("type", "text").put("text", "");
            block(index++, block, "text_delta", "text", says.text(), events);
        }
        for (Script.Call call : says.calls()) {
            ObjectNode block = tool(call);
            block.putObject("input");
            block(index++, block, "input_json_delta", "partial_json", call.arguments(), events);
        }
        ObjectNode end = event("message_delta");
        end.putObject("delta").put("stop_reason", reason(says)).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", TOKENS_OUT);
        events.typed(end);
        events.typed(event("message_stop"));
    }

    private static void block(int index, ObjectNode block, String type, String field, String text, Events events)
            throws IOException {
        ObjectNode start = event("content_block_start").put("index", index);
        start.set("content_block", block);
        events.typed(start);
        for (String piece : Events.pieces(text)) {
            ObjectNode delta = event("content_block_delta").put("index", index);
            delta.putObject("delta").put("type", type).put(field, piece);
            events.typed(delta);
        }
        events.typed(event("content_block_stop").put("index", index));
    }

    private ObjectNode message() {
        ObjectNode message = object().put("id", "msg_sample")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", request.path("model").asString(""))
                .putNull("stop_sequence");
        message.putArray("content");
        return message;
    }

    private static ObjectNode tool(Script.Call call) {
        return object().put("type", "tool_use").put("id", call.id()).put("name", call.name());
    }

    private static String reason(Says says) {
        return says.calls().isEmpty() ? "end_turn" : "tool_use";
    }

    private static ObjectNode usage() {
        return object().put("input_tokens", TOKENS_IN).put("output_tokens", TOKENS_OUT);
    }

    private static ObjectNode event(String type) {
        return object().put("type", type);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
