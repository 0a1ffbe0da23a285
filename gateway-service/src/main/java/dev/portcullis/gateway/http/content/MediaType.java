// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a body is, as far as masks are concerned.
public enum MediaType {
    JSON,
    JSON_LINES,
    EVENTS,
    TEXT,
    FORM,
    OTHER;

    private static final Pattern PARAMETERS = Pattern.compile(";");
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=");
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

    /// The media type of a `Content-Type` in lower case, without parameters; empty for none.
    public static String name(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /// What a `Content-Type` says.
    public static MediaType of(String contentType) {
        String name = name(contentType);
        return switch (name) {
            case "application/json" -> JSON;
            case "application/x-ndjson", "application/jsonl", "application/json-seq" -> JSON_LINES;
            case "text/event-stream" -> EVENTS;
            case "application/x-www-form-urlencoded" -> FORM;
            case "application/xml", "application/yaml", "application/javascript" -> TEXT;
            default -> {
                if (name.endsWith("+json")) {
                    yield JSON;
                }
                yield name.startsWith("text/") || name.endsWith("+xml") ? TEXT : OTHER;
            }
        };
    }

    /// Whether people can read it as it is.
    public boolean isText() {
        return this != OTHER;
    }

    /// Whether its charset is one that is read here: UTF-8, or none said.
    static boolean isUtf8(String contentType) {
        List<String> charsets = PARAMETERS
                .splitAsStream(contentType.toLowerCase(Locale.ROOT))
                .skip(1)
                .map(String::strip)
                .filter(parameter -> CHARSET.matcher(parameter).lookingAt())
                .map(parameter ->
                        parameter.substring(parameter.indexOf('=') + 1).strip().replace("\"", ""))
                .toList();
        return charsets.isEmpty() || (charsets.size() == 1 && UTF_8.contains(charsets.getFirst()));
    }
}
