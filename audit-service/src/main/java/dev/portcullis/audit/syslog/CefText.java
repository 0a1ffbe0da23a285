// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.syslog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Text as it stands in a CEF message: what has a meaning there is escaped, and what a terminal or a parser could
/// act on (control characters, direction marks, other line ends, halves of surrogate pairs) is written out by its
/// number, as JSON would.
final class CefText {

    private CefText() {}

    /// A field of the header.
    static String header(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(point -> {
            if (point == '|' || point == '\\') {
                out.append('\\').appendCodePoint(point);
            } else {
                printable(out, point);
            }
        });
        return out.toString();
    }

    /// A value of the extension, in at most so many bytes of UTF-8. What does not fit is left out, a whole
    /// character at a time.
    static String value(String text, int most) {
        StringBuilder out = new StringBuilder();
        int left = most;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            StringBuilder next = new StringBuilder();
            value(next, text.codePointAt(i));
            left -= next.toString().getBytes(StandardCharsets.UTF_8).length;
            if (left < 0) {
                break;
            }
            out.append(next);
        }
        return out.toString();
    }

    private static void value(StringBuilder out, int point) {
        switch (point) {
            case '\\', '=' -> out.append('\\').append((char) point);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            default -> printable(out, point);
        }
    }

    private static void printable(StringBuilder out, int point) {
        switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                // The backslash is one of the text's, so it is escaped like those.
                out.append("\\\\u").append(String.format(Locale.ROOT, "%04x", point));
            default -> out.appendCodePoint(point);
        }
    }
}
