// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A tool call that is put together from its pieces.
final class ChatToolCall {
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String type = "function";

    void take(JsonNode piece) throws LlmWireException {
        if (piece.path("id").isString()) id = piece.path("id").stringValue();
        if (piece.path("type").isString()) type = piece.path("type").stringValue();
        if (!type.equals("function") && !type.equals("custom")) {
            throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a tool call of a type that is not known");
        }
        JsonNode called = piece.path(type);
        name.append(called.path("name").asString(""));
        arguments.append(called.path(argumentsField()).asString(""));
        if (arguments.length() > Content.MOST_HELD) {
            throw new LlmWireException(Problem.TOO_LARGE, "a tool call beyond the limit");
        }
    }

    String name() {
        return name.toString();
    }

    /// Plain text is complete whenever it ends; JSON is not.
    boolean isComplete() {
        return type.equals("custom") || arguments.isEmpty() || Content.isJsonObject(arguments.toString());
    }

    ObjectNode whole(MaskedTree masked) throws LlmWireException {
        ObjectNode call = StrictJson.object().put("id", id).put("type", type);
        call.putObject(type).put("name", name.toString()).put(argumentsField(), arguments.toString());
        return masked.of(call);
    }

    private String argumentsField() {
        return type.equals("custom") ? "input" : "arguments";
    }
}
