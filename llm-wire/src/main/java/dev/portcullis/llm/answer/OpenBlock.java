// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import tools.jackson.databind.node.ObjectNode;

/// A block of a Messages stream that has started and not stopped.
sealed interface OpenBlock permits TextBlock, ToolBlock, ThinkingBlock, WholeBlock, RemovedBlock {
    void take(ObjectNode delta, BlockOutput out) throws LlmWireException;

    void stop(BlockOutput out) throws LlmWireException;

    static LlmWireException unexpected() {
        return new LlmWireException(Problem.UNKNOWN_CONTENT, "a piece that does not belong into its block");
    }

    static void append(StringBuilder held, String piece) throws LlmWireException {
        if (held.length() + piece.length() > Content.MOST_HELD) {
            throw new LlmWireException(Problem.TOO_LARGE, "a block beyond the limit");
        }
        held.append(piece);
    }
}
