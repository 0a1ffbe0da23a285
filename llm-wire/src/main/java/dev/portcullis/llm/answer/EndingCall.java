// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads ahead in a Messages stream which tool call ends with an event, before the event's own turn has
/// come. What it cannot read it leaves to that turn.
final class EndingCall {
    private final MessagesBlocks blocks;
    private final StringBuilder input = new StringBuilder();
    private @Nullable ObjectNode open;

    EndingCall(MessagesBlocks blocks) {
        this.blocks = blocks;
    }

    /// The call that is whole with this event; null if none is.
    @Nullable
    ToolCall endedBy(ObjectNode event) throws LlmWireException {
        switch (event.path("type").asString("")) {
            case "content_block_start" -> {
                input.setLength(0);
                open = event.path("content_block") instanceof ObjectNode block
                                && MessagesBlocks.kind(block) == MessagesBlocks.Kind.TOOL
                        ? block
                        : null;
            }
            case "content_block_delta" -> {
                if (open != null) {
                    OpenBlock.append(
                            input, event.path("delta").path("partial_json").asString(""));
                }
            }
            case "content_block_stop" -> {
                ObjectNode ended = open;
                open = null;
                return ended == null ? null : call(ended);
            }
            default -> {
                // Nothing of a call.
            }
        }
        return null;
    }

    private @Nullable ToolCall call(ObjectNode block) throws LlmWireException {
        String json = input.isEmpty() ? StrictJson.text(block.path("input")) : input.toString();
        if (!Content.isJsonObject(json)) return null;
        ObjectNode whole = block.deepCopy();
        whole.set("input", StrictJson.read(json));
        return blocks.call(whole);
    }
}
