// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the events that lead up to an item which was held back until it was done.
final class ResponsesReplay {
    private final ObjectNode done;
    private final ObjectNode item;
    private final NumberedEvents out;

    private ResponsesReplay(ObjectNode done, ObjectNode item, NumberedEvents out) {
        this.done = done;
        this.item = item;
        this.out = out;
    }

    /// @param done the event that ends the item, which is left to the caller
    /// @param item what the caller sees: the call, or the notice in its place
    static void of(ObjectNode done, ObjectNode item, NumberedEvents out) {
        var replay = new ResponsesReplay(done, item, out);
        switch (item.path("type").asString("")) {
            case "function_call" -> replay.call("arguments", "response.function_call_arguments");
            case "custom_tool_call" -> replay.call("input", "response.custom_tool_call_input");
            case "message" -> replay.message();
            default -> replay.added(item);
        }
    }

    private void call(String field, String type) {
        String text = item.path(field).asString("");
        added(item.deepCopy().put(field, "").put("status", "in_progress"));
        out.write(event(type + ".delta").put("delta", text));
        ObjectNode last = event(type + ".done");
        if (item.has("name")) last.set("name", item.path("name"));
        out.write(last.put(field, text));
    }

    private void message() {
        ObjectNode started = item.deepCopy().put("status", "in_progress");
        started.putArray("content");
        added(started);
        JsonNode part = item.path("content").path(0);
        String text = part.path("text").asString("");
        ObjectNode empty = StrictJson.object().put("type", "output_text").put("text", "");
        empty.putArray("annotations");
        out.write(part("response.content_part.added", empty));
        out.write(event("response.output_text.delta").put("content_index", 0).put("delta", text));
        out.write(event("response.output_text.done").put("content_index", 0).put("text", text));
        out.write(part("response.content_part.done", part));
    }

    private void added(ObjectNode started) {
        ObjectNode event = StrictJson.object().put("type", "response.output_item.added");
        event.set("output_index", done.path("output_index"));
        event.set("item", started);
        out.write(event);
    }

    private ObjectNode part(String type, JsonNode part) {
        ObjectNode event = event(type).put("content_index", 0);
        event.set("part", part);
        return event;
    }

    private ObjectNode event(String type) {
        ObjectNode event = StrictJson.object().put("type", type);
        event.set("item_id", item.path("id"));
        event.set("output_index", done.path("output_index"));
        return event;
    }
}
