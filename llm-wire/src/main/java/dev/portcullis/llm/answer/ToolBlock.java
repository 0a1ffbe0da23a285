// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A call of a tool, which goes out when it is whole and judged, in one piece.
final class ToolBlock implements OpenBlock {
    private final ObjectNode block;
    private final MessagesBlocks blocks;
    private final StringBuilder input = new StringBuilder();

    ToolBlock(ObjectNode block, MessagesBlocks blocks) {
        this.block = block;
        this.blocks = blocks;
    }

    @Override
    public void take(ObjectNode delta, BlockOutput out) throws LlmWireException {
        if (!delta.path("type").asString("").equals("input_json_delta")) throw OpenBlock.unexpected();
        OpenBlock.append(input, delta.path("partial_json").asString(""));
    }

    @Override
    public void stop(BlockOutput out) throws LlmWireException {
        String json = input.isEmpty() ? StrictJson.text(block.path("input")) : input.toString();
        if (!Content.isJsonObject(json)) {
            blocks.remove(block.path("id").asString(""));
            out.text(Judging.incomplete(block.path("name").asString("")).notice());
            return;
        }
        ObjectNode whole = block.deepCopy();
        whole.set("input", StrictJson.read(json));
        write(blocks.judged(whole), out);
    }

    private static void write(ObjectNode judged, BlockOutput out) {
        JsonNode input = judged.path("input");
        if (input.isMissingNode()) {
            out.text(judged.path("text").asString(""));
            return;
        }
        ObjectNode start = judged.deepCopy();
        start.set("input", StrictJson.object());
        int index = out.start(start);
        out.delta(index, "input_json_delta", "partial_json", StrictJson.text(input));
        out.stop(index);
    }
}
