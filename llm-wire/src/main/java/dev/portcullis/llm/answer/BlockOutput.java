// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.json.StrictJson;
import tools.jackson.databind.node.ObjectNode;

/// Writes the blocks of a Messages stream under numbers of their own: where one is left out, the next takes its number.
final class BlockOutput {
    private EventSink out = new EventSink();
    private int next;

    BlockOutput to(EventSink out) {
        this.out = out;
        return this;
    }

    int start(ObjectNode block) {
        int index = next++;
        ObjectNode event = event("content_block_start", index);
        event.set("content_block", block);
        out.typed(event);
        return index;
    }

    void delta(int index, String type, String field, String piece) {
        delta(index, StrictJson.object().put("type", type).put(field, piece));
    }

    void delta(int index, ObjectNode delta) {
        ObjectNode event = event("content_block_delta", index);
        event.set("delta", delta);
        out.typed(event);
    }

    void stop(int index) {
        out.typed(event("content_block_stop", index));
    }

    /// A block of text that has one piece.
    void text(String text) {
        int index = start(MessagesBlocks.notice(""));
        delta(index, "text_delta", "text", text);
        stop(index);
    }

    private static ObjectNode event(String type, int index) {
        return StrictJson.object().put("type", type).put("index", index);
    }
}
