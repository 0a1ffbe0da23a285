// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.MaskedTree;
import tools.jackson.databind.node.ObjectNode;

/// The shape of one API's whole answer.
@FunctionalInterface
interface Body {
    ObjectNode rewrite(ObjectNode body) throws LlmWireException;

    /// The shape of an endpoint's answer.
    ///
    /// @param success errors are masked all over and have no shape that matters
    static Body of(Endpoint.Listed endpoint, boolean success, AnswerRules rules, AnswerLog log) {
        var masked = new MaskedTree(rules.mask());
        if (!success) return masked::of;
        var judging = new Judging(rules.judge(), log);
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> new ChatBody(masked, judging, log);
            case RESPONSES -> new ResponsesBody(masked, judging, log);
            case MESSAGES -> new MessagesBody(masked, judging, log);
            case COUNT_TOKENS, MODELS -> masked::of;
            case EMBEDDINGS ->
                body -> {
                    log.model(body.path("model"));
                    log.usage(body.path("usage"));
                    return masked.of(body);
                };
        };
    }
}
