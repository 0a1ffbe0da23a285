// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.masking.DetectorSet;
import java.nio.charset.StandardCharsets;

/// A line of an event stream whose API is not known: its value is masked as JSON where it looks like it, as text else.
/// What is spread over several events is not found; APIs that are known do better.
final class EventLine implements WholeBody.Rewriting {
    private final DetectorSet detectors;

    EventLine(DetectorSet detectors) {
        this.detectors = detectors;
    }

    @Override
    public byte[] rewritten(byte[] line) throws UnreadableException {
        String text = MaskedText.utf8(line);
        boolean ended = text.endsWith("\r");
        String content = ended ? text.substring(0, text.length() - 1) : text;
        if (content.indexOf('\r') >= 0) {
            // Another end of line: what follows it would be read as a field of its own.
            throw UnreadableException.of("an event stream whose lines end in different ways");
        }
        int colon = content.indexOf(':');
        String field = colon < 0 ? content : content.substring(0, colon + 1);
        String value = colon < 0 ? "" : content.substring(colon + 1);
        String masked = detectors.redact(field) + masked(value) + (ended ? "\r" : "");
        return masked.getBytes(StandardCharsets.UTF_8);
    }

    private String masked(String value) throws UnreadableException {
        String stripped = value.stripLeading();
        if (!stripped.startsWith("{") && !stripped.startsWith("[") && !stripped.startsWith("\"")) {
            return detectors.redact(value);
        }
        byte[] json = value.getBytes(StandardCharsets.UTF_8);
        try {
            return MaskedText.utf8(MaskedText.json(json, detectors));
        } catch (UnreadableException e) {
            if (value.indexOf('\\') >= 0) {
                // A part of JSON, maybe, in which anything can be written so that no detector knows it.
                throw e;
            }
            return detectors.redact(value);
        }
    }
}
