// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import tools.jackson.databind.node.ObjectNode;

/// The result of a call that was taken out of the answer.
final class RemovedBlock implements OpenBlock {
    @Override
    public void take(ObjectNode delta, BlockOutput out) {}

    @Override
    public void stop(BlockOutput out) {}
}
