// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Takes a stream of server-sent events apart (HTML Standard, section 9.2), wherever the bytes are cut. Comments, ids
/// and
/// retry times are left out: no API here uses them, and they could carry anything. An event that the end of the stream
/// cuts off is none.
final class SseReader {
    /// The last event of a Responses stream repeats the whole answer.
    static final int MOST_BYTES = 16 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String name = "";
    private @Nullable StringJoiner data;
    private int size;
    private boolean first = true;
    private boolean afterReturn;

    List<SseEvent> feed(ByteBuffer bytes) throws LlmWireException {
        var events = new ArrayList<SseEvent>();
        while (bytes.hasRemaining()) take(bytes.get(), events);
        return events;
    }

    private void take(byte b, List<SseEvent> events) throws LlmWireException {
        boolean secondOfTwo = afterReturn && b == '\n';
        afterReturn = b == '\r';
        if (secondOfTwo) return;
        if (b == '\n' || b == '\r') {
            endOfLine(events);
        } else {
            if (++size > MOST_BYTES) throw new LlmWireException(Problem.TOO_LARGE, "an event beyond the limit");
            line.write(b);
        }
    }

    private void endOfLine(List<SseEvent> events) throws LlmWireException {
        String text = StrictJson.decoded(ByteBuffer.wrap(line.toByteArray()));
        line.reset();
        if (first && text.startsWith(BYTE_ORDER_MARK)) text = text.substring(1);
        first = false;
        if (text.isEmpty()) {
            dispatch(events);
        } else {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (value.startsWith(" ")) value = value.substring(1);
        if (field.equals("event")) name = value;
        if (field.equals("data")) {
            if (data == null) data = new StringJoiner("\n");
            data.add(value);
        }
    }

    private void dispatch(List<SseEvent> events) {
        if (data != null) events.add(new SseEvent(name, data.toString()));
        name = "";
        data = null;
        size = 0;
    }
}
