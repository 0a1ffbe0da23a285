// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/// Writes server-sent events. JSON has no line breaks of its own, so each is one line of data.
final class EventSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// An event without a name, as Chat Completions has them.
    void data(String data) {
        write("data: " + data + "\n\n");
    }

    void data(ObjectNode data) {
        data(StrictJson.text(data));
    }

    /// An event whose name is its type.
    void typed(ObjectNode event) {
        write("event: " + event.path("type").asString("") + "\n");
        data(event);
    }

    private void write(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    ByteBuffer drain() {
        ByteBuffer written = ByteBuffer.wrap(out.toByteArray());
        out.reset();
        return written;
    }
}
