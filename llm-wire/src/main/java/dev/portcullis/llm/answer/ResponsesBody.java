// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A whole response, alone or in the events of a stream.
final class ResponsesBody implements Body {
    private final MaskedTree masked;
    private final ResponsesItems items;
    private final AnswerLog log;

    ResponsesBody(MaskedTree masked, Judging judging, AnswerLog log) {
        this(masked, new ResponsesItems(masked, judging), log);
    }

    ResponsesBody(MaskedTree masked, ResponsesItems items, AnswerLog log) {
        this.masked = masked;
        this.items = items;
        this.log = log;
    }

    @Override
    public ObjectNode rewrite(ObjectNode body) throws LlmWireException {
        ArrayNode output = StrictJson.array();
        for (JsonNode item : body.path("output")) {
            if (item instanceof ObjectNode call) items.ahead(call);
        }
        for (JsonNode item : body.path("output").deepCopy()) {
            output.add(items.finished(StrictJson.object(item, "an item")));
        }
        ObjectNode copy = body.deepCopy();
        if (copy.has("output")) copy.putArray("output");
        ObjectNode answer = masked.of(copy);
        if (answer.has("output")) answer.set("output", output);
        log.model(answer.path("model"));
        log.stopped(answer.path("status"));
        log.usage(answer.path("usage"));
        return answer;
    }
}
