// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A signed thought. It passes when it is whole and nothing in it would have to be masked; else not at all, since a
/// changed one is refused by the provider when it comes back.
final class ThinkingBlock implements OpenBlock {
    private final ObjectNode block;
    private final MessagesBlocks blocks;
    private final StringBuilder thinking = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();

    ThinkingBlock(ObjectNode block, MessagesBlocks blocks) {
        this.block = block;
        this.blocks = blocks;
        thinking.append(block.path("thinking").asString(""));
        signature.append(block.path("signature").asString(""));
    }

    @Override
    public void take(ObjectNode delta, BlockOutput out) throws LlmWireException {
        switch (delta.path("type").asString("")) {
            case "thinking_delta" ->
                OpenBlock.append(thinking, delta.path("thinking").asString(""));
            case "signature_delta" ->
                OpenBlock.append(signature, delta.path("signature").asString(""));
            default -> throw OpenBlock.unexpected();
        }
    }

    @Override
    public void stop(BlockOutput out) throws LlmWireException {
        ObjectNode whole = block.deepCopy().put("thinking", thinking.toString()).put("signature", signature.toString());
        Optional<ObjectNode> unchanged = blocks.unlessChanged(whole);
        if (unchanged.isEmpty()) return;
        int index = out.start(unchanged.get().deepCopy().put("thinking", "").put("signature", ""));
        if (!thinking.isEmpty()) out.delta(index, "thinking_delta", "thinking", thinking.toString());
        if (!signature.isEmpty()) out.delta(index, "signature_delta", "signature", signature.toString());
        out.stop(index);
    }
}
