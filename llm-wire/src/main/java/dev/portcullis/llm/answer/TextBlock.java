// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.json.MaskedTree;
import tools.jackson.databind.node.ObjectNode;

/// Text, which goes out masked as it comes.
final class TextBlock implements OpenBlock {
    private final int index;
    private final TextMask.Flow flow;
    private final MaskedTree masked;

    private TextBlock(int index, TextMask.Flow flow, MaskedTree masked) {
        this.index = index;
        this.flow = flow;
        this.masked = masked;
    }

    static TextBlock start(ObjectNode block, TextMask mask, MaskedTree masked, BlockOutput out)
            throws LlmWireException {
        String beginning = block.path("text").asString("");
        int index = out.start(masked.of(block.deepCopy().put("text", "")));
        var text = new TextBlock(index, mask.begin(), masked);
        text.write(text.flow.feed(beginning), out);
        return text;
    }

    @Override
    public void take(ObjectNode delta, BlockOutput out) throws LlmWireException {
        switch (delta.path("type").asString("")) {
            case "text_delta" -> write(flow.feed(delta.path("text").asString("")), out);
            case "citations_delta" -> out.delta(index, masked.of(delta));
            default -> throw OpenBlock.unexpected();
        }
    }

    @Override
    public void stop(BlockOutput out) {
        write(flow.end(), out);
        out.stop(index);
    }

    private void write(String text, BlockOutput out) {
        if (!text.isEmpty()) out.delta(index, "text_delta", "text", text);
    }
}
