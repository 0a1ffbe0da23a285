// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.util.Locale;

/// What a body is, as far as masks are concerned.
public enum MediaType {
    JSON,
    JSON_LINES,
    EVENTS,
    TEXT,
    FORM,
    OTHER;

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
        int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return true;
        }
        String charset = contentType.substring(at + "charset=".length()).split(";", 2)[0];
        String name = charset.strip().replace("\"", "").toLowerCase(Locale.ROOT);
        return name.equals("utf-8") || name.equals("utf8") || name.equals("us-ascii");
    }
}
