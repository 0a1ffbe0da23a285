// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.json.MaskedTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The texts of a Responses stream that come in pieces. Where one is done, the rest of it goes out first, and then all
/// of it again, masked as a whole, which comes to the same.
final class ResponsesTexts {
    private static final Set<String> KINDS = Set.of(
            "response.output_text", "response.refusal", "response.reasoning_text", "response.reasoning_summary_text");
    private static final String DELTA = ".delta";
    private static final String DONE = ".done";
    private static final int MOST_OPEN = 256;

    private final TextMask mask;
    private final MaskedTree masked;
    private final Map<Place, Open> open = new LinkedHashMap<>();

    ResponsesTexts(TextMask mask, MaskedTree masked) {
        this.mask = mask;
        this.masked = masked;
    }

    private record Place(String kind, long item, long part) {}

    /// @param event what a piece of this text looks like, masked and without the piece
    private record Open(TextMask.Flow flow, ObjectNode event) {}

    boolean isDelta(String type) {
        return type.endsWith(DELTA) && KINDS.contains(type.substring(0, type.length() - DELTA.length()));
    }

    boolean isDone(String type) {
        return type.endsWith(DONE) && KINDS.contains(type.substring(0, type.length() - DONE.length()));
    }

    void piece(ObjectNode data, NumberedEvents out) throws LlmWireException {
        Place place = place(data, DELTA);
        Open text = open.get(place);
        if (text == null) {
            if (open.size() == MOST_OPEN) throw new LlmWireException(Problem.TOO_LARGE, "too many texts at once");
            text = new Open(mask.begin(), withoutText(data));
            open.put(place, text);
        }
        write(text, text.flow().feed(data.path("delta").asString("")), out);
    }

    void done(ObjectNode data, NumberedEvents out) throws LlmWireException {
        Open text = open.remove(place(data, DONE));
        if (text != null) write(text, text.flow().end(), out);
        ObjectNode whole = data.deepCopy();
        if (whole.has("logprobs")) whole.putArray("logprobs");
        out.write(masked.of(whole));
    }

    private static void write(Open text, String certain, NumberedEvents out) {
        if (!certain.isEmpty()) out.write(text.event().deepCopy().put("delta", certain));
    }

    /// Nor with the tokens one by one, nor with the noise that hides their lengths.
    private ObjectNode withoutText(ObjectNode data) throws LlmWireException {
        ObjectNode event = data.deepCopy().put("delta", "");
        event.remove("obfuscation");
        if (event.has("logprobs")) event.putArray("logprobs");
        return masked.of(event);
    }

    private static Place place(ObjectNode data, String ending) {
        String type = data.path("type").asString("");
        long part = data.path("content_index").asLong(data.path("summary_index").asLong(0));
        return new Place(
                type.substring(0, type.length() - ending.length()),
                data.path("output_index").asLong(0),
                part);
    }
}
