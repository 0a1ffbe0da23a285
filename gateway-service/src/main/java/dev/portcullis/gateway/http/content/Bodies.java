// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.answer.AnswerGuard;
import dev.portcullis.llm.answer.AnswerRules;
import dev.portcullis.masking.DetectorSet;
import java.util.Arrays;

/// Chooses how a body is masked. What cannot be masked where something has to be does not pass.
public final class Bodies {
    /// U+FEFF, which readers of JSON may pass over.
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Bodies() {}

    /// The filter for the answer of an API that is not known.
    public static BodyFilter answer(String contentType, Masks masks) throws UnreadableException {
        if (masks.isEmpty()) {
            return BodyFilter.PASSING;
        }
        DetectorSet detectors = masks.detectors();
        requireUtf8(contentType);
        return switch (MediaType.of(contentType)) {
            case JSON -> new WholeBody(body -> MaskedText.json(body, detectors));
            case JSON_LINES -> new LineBody(line -> MaskedText.jsonLine(line, detectors));
            case EVENTS -> new LineBody(new EventLine(detectors));
            case TEXT -> new WholeBody(body -> MaskedText.plain(body, detectors));
            case FORM -> new WholeBody(body -> MaskedText.form(body, detectors));
            case OTHER -> nothingButEmpty();
        };
    }

    /// The filter for the answer of a language model.
    public static BodyFilter answer(Endpoint.Listed endpoint, int status, String contentType, AnswerRules rules)
            throws UnreadableException {
        requireUtf8(contentType);
        try {
            return new GuardedAnswer(AnswerGuard.of(endpoint, status, contentType, rules));
        } catch (LlmWireException e) {
            throw UnreadableException.of(e);
        }
    }

    /// A request's body, masked.
    public static byte[] request(byte[] body, String contentType, Masks masks) throws UnreadableException {
        if (body.length == 0 || masks.isEmpty()) {
            return body;
        }
        DetectorSet detectors = masks.detectors();
        requireUtf8(contentType);
        return switch (MediaType.of(contentType)) {
            case JSON -> MaskedText.json(body, detectors);
            case TEXT -> MaskedText.plain(body, detectors);
            case FORM -> MaskedText.form(body, detectors);
            case JSON_LINES, EVENTS, OTHER ->
                throw UnreadableException.of("a body of a type that no mask can look into");
        };
    }

    /// What a text that says nothing of its type is taken for. What begins as JSON may (an object, an array, a
    /// string, a byte order mark) has to be JSON where something is masked: escapes in it would hide what it says.
    public static String typeOf(byte[] text) {
        if (Arrays.mismatch(text, MARK) == MARK.length || Arrays.equals(text, MARK)) {
            return "application/json";
        }
        for (byte next : text) {
            if (next == '{' || next == '[' || next == '"') {
                return "application/json";
            }
            if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
                break;
            }
        }
        return "text/plain";
    }

    private static void requireUtf8(String contentType) throws UnreadableException {
        if (!MediaType.isUtf8(contentType)) {
            throw UnreadableException.of("text in a charset that is not UTF-8");
        }
    }

    private static BodyFilter nothingButEmpty() {
        return new WholeBody(_ -> {
            throw UnreadableException.of("a body of a type that no mask can look into");
        });
    }
}
