// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.node.ObjectNode;

/// An error in the words of each API, so that the caller's library shows its message.
public final class ErrorBody {
    private ErrorBody() {}

    /// The body of an answer with an error's status.
    ///
    /// @param code what programs tell errors by, such as `not-permitted`
    public static byte[] bytes(Endpoint.Listed endpoint, String code, String message) {
        return StrictJson.bytes(of(endpoint, code, message));
    }

    static ObjectNode of(Endpoint.Listed endpoint, String code, String message) {
        return switch (endpoint) {
            case MESSAGES, COUNT_TOKENS -> anthropic(message);
            case CHAT_COMPLETIONS, RESPONSES, EMBEDDINGS, MODELS -> openAi(code, message);
        };
    }

    static ObjectNode openAi(String code, String message) {
        ObjectNode body = StrictJson.object();
        body.putObject("error")
                .put("message", message)
                .put("type", "portcullis_error")
                .putNull("param")
                .put("code", code);
        return body;
    }

    static ObjectNode anthropic(String message) {
        ObjectNode body = StrictJson.object().put("type", "error");
        body.putObject("error").put("type", "permission_error").put("message", message);
        return body;
    }
}
