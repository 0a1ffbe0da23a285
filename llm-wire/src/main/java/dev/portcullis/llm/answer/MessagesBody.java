// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.MaskedTree;
import dev.portcullis.llm.json.StrictJson;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A whole answer of the Messages API.
final class MessagesBody implements Body {
    private final MaskedTree masked;
    private final MessagesBlocks blocks;
    private final AnswerLog log;

    MessagesBody(MaskedTree masked, Judging judging, AnswerLog log) {
        this.masked = masked;
        this.blocks = new MessagesBlocks(masked, judging);
        this.log = log;
    }

    @Override
    public ObjectNode rewrite(ObjectNode body) throws LlmWireException {
        ArrayNode content = StrictJson.array();
        for (JsonNode block : body.path("content")) {
            if (block instanceof ObjectNode call && MessagesBlocks.kind(call) == MessagesBlocks.Kind.TOOL) {
                blocks.ahead(call);
            }
        }
        for (JsonNode block : body.path("content")) {
            block(StrictJson.object(block, "a block")).ifPresent(content::add);
        }
        ObjectNode answer = masked.of(body.deepCopy().set("content", StrictJson.array()));
        answer.set("content", content);
        blocks.correctStopReason(answer);
        log.model(answer.path("model"));
        log.stopped(answer.path("stop_reason"));
        log.usage(answer.path("usage"));
        return answer;
    }

    private Optional<ObjectNode> block(ObjectNode block) throws LlmWireException {
        return switch (MessagesBlocks.kind(block)) {
            case TEXT -> Optional.of(masked.of(block));
            case TOOL -> Optional.of(blocks.judged(block));
            case THINKING -> blocks.unlessChanged(block);
            case SEALED -> Optional.of(block);
            case RESULT -> blocks.unlessRemoved(block);
            case UNKNOWN -> throw new LlmWireException(Problem.UNKNOWN_CONTENT, "a block of a type that is not known");
        };
    }
}
