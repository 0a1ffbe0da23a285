// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import dev.portcullis.local.llm.Script.Answer.Says;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's Chat Completions.
///
/// @param request what is answered
record ChatFormat(JsonNode request) implements AnswerFormat {
    @Override
    public ObjectNode whole(Says says) {
        ObjectNode answer = envelope("chat.completion");
        ObjectNode choice = answer.withArray("choices").addObject().put("index", 0);
        ObjectNode message =
                choice.putObject("message").put("role", "assistant").put("content", says.text());
        for (Script.Call call : says.calls()) {
            message.withArray("tool_calls").add(call(call, call.arguments()));
        }
        choice.put("finish_reason", reason(says));
        answer.set("usage", usage());
        return answer;
    }

    @Override
    public void stream(Says says, Events events) throws IOException {
        events.data(chunk(object().put("role", "assistant").put("content", ""), null));
        for (String piece : Events.pieces(says.text())) events.data(chunk(object().put("content", piece), null));
        for (int i = 0; i < says.calls().size(); i++) {
            Script.Call call = says.calls().get(i);
            events.data(chunk(calls(call(call, "").put("index", i)), null));
            for (String piece : Events.pieces(call.arguments())) {
                ObjectNode more = object().put("index", i);
                more.putObject("function").put("arguments", piece);
                events.data(chunk(calls(more), null));
            }
        }
        events.data(chunk(object(), reason(says)));
        if (request.path("stream_options").path("include_usage").asBoolean(false)) {
            ObjectNode last = envelope("chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage());
            events.data(last.toString());
        }
        events.data("[DONE]");
    }

    private String chunk(ObjectNode delta, @Nullable String reason) {
        ObjectNode chunk = envelope("chat.completion.chunk");
        ObjectNode choice = chunk.withArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", reason);
        return chunk.toString();
    }

    private ObjectNode envelope(String kind) {
        return object().put("id", "chatcmpl-sample")
                .put("object", kind)
                .put("created", 1764000000)
                .put("model", request.path("model").asString(""));
    }

    private static ObjectNode calls(ObjectNode call) {
        ObjectNode delta = object();
        delta.putArray("tool_calls").add(call);
        return delta;
    }

    private static ObjectNode call(Script.Call call, String arguments) {
        ObjectNode written = object().put("id", call.id()).put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", arguments);
        return written;
    }

    private static String reason(Says says) {
        return says.calls().isEmpty() ? "stop" : "tool_calls";
    }

    private static ObjectNode usage() {
        return object().put("prompt_tokens", TOKENS_IN)
                .put("completion_tokens", TOKENS_OUT)
                .put("total_tokens", TOKENS_IN + TOKENS_OUT);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
