// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import dev.portcullis.masking.DetectorSet;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Whole texts with whatever is found in them replaced.
final class MaskedText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private MaskedText() {}

    static byte[] json(byte[] body, DetectorSet detectors) throws UnreadableException {
        String text = utf8(body);
        requireJson(text);
        return detectors.redactJson(text).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] plain(byte[] body, DetectorSet detectors) throws UnreadableException {
        return detectors.redact(utf8(body)).getBytes(StandardCharsets.UTF_8);
    }

    /// The line is JSON, or nothing but white space.
    static byte[] jsonLine(byte[] line, DetectorSet detectors) throws UnreadableException {
        return utf8(line).isBlank() ? line : json(line, detectors);
    }

    static byte[] form(byte[] body, DetectorSet detectors) throws UnreadableException {
        try {
            return Arrays.stream(utf8(body).split("&", -1))
                    .map(field -> field(field, detectors))
                    .collect(Collectors.joining("&"))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw UnreadableException.of("not the form that it says it is");
        }
    }

    private static String field(String field, DetectorSet detectors) {
        int equals = field.indexOf('=');
        if (equals < 0) {
            return component(field, detectors);
        }
        return component(field.substring(0, equals), detectors) + "="
                + component(field.substring(equals + 1), detectors);
    }

    private static String component(String encoded, DetectorSet detectors) {
        String decoded = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        String redacted = detectors.redact(decoded);
        return redacted.equals(decoded) ? encoded : URLEncoder.encode(redacted, StandardCharsets.UTF_8);
    }

    static String utf8(byte[] body) throws UnreadableException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                // Another encoding than it says, in which detectors would find nothing.
                throw UnreadableException.of("text with zero bytes in it");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw UnreadableException.of("text that is not UTF-8");
        }
    }

    /// What is no JSON would be masked as something that it is not.
    private static void requireJson(String text) throws UnreadableException {
        try (JsonParser parser = JSON.createParser(text)) {
            boolean one = parser.nextToken() != null;
            parser.skipChildren();
            if (!one || parser.nextToken() != null) {
                throw UnreadableException.of("not the JSON that it says it is");
            }
        } catch (JacksonException e) {
            throw UnreadableException.of("not the JSON that it says it is");
        }
    }
}
