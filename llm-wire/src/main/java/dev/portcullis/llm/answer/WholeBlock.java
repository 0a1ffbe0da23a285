// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import tools.jackson.databind.node.ObjectNode;

/// A block that has come whole in its start.
final class WholeBlock implements OpenBlock {
    private final int index;

    private WholeBlock(int index) {
        this.index = index;
    }

    static WholeBlock start(ObjectNode block, BlockOutput out) {
        return new WholeBlock(out.start(block));
    }

    @Override
    public void take(ObjectNode delta, BlockOutput out) throws LlmWireException {
        throw OpenBlock.unexpected();
    }

    @Override
    public void stop(BlockOutput out) {
        out.stop(index);
    }
}
