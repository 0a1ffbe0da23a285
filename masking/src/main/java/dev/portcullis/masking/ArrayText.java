// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rewrites the elements of an array in PostgreSQL's text format (manual, "Array Input and Output Syntax").
final class ArrayText {
    private static final int DEEPEST = 6;

    private final String text;
    private final Rewrite rewrite;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private ArrayText(String text, Rewrite rewrite) {
        this.text = text;
        this.rewrite = rewrite;
    }

    /// What becomes of one element; null makes it NULL.
    interface Rewrite {
        @Nullable
        String apply(String element);
    }

    /// Empty where `text` is not an array as the server writes one, or has bounds of its own.
    static Optional<String> map(String text, Rewrite rewrite) {
        var array = new ArrayText(text, rewrite);
        boolean whole = array.array(1) && array.at == text.length();
        return whole ? Optional.of(array.out.toString()) : Optional.empty();
    }

    private boolean array(int depth) {
        if (depth > DEEPEST || !take('{')) return false;
        if (take('}')) return true;
        do {
            boolean nested = at < text.length() && text.charAt(at) == '{';
            boolean read = nested ? array(depth + 1) : element();
            if (!read) return false;
        } while (take(','));
        return take('}');
    }

    private boolean take(char expected) {
        if (at >= text.length() || text.charAt(at) != expected) return false;
        out.append(expected);
        at++;
        return true;
    }

    private boolean element() {
        int start = at;
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        String element = quoted ? quoted() : bare();
        if (element == null || (element.isEmpty() && !quoted)) return false;
        boolean isNull = !quoted && element.equalsIgnoreCase("NULL");
        String rewritten = isNull ? element : rewrite.apply(element);
        if (element.equals(rewritten)) {
            out.append(text, start, at);
        } else {
            write(rewritten);
        }
        return true;
    }

    private @Nullable String quoted() {
        var element = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return element.toString();
            }
            if (c == '\\') at++;
            if (at < text.length()) element.append(text.charAt(at));
        }
        return null;
    }

    private String bare() {
        int start = at;
        while (at < text.length() && ",{}\"\\".indexOf(text.charAt(at)) < 0) at++;
        return text.substring(start, at);
    }

    private void write(@Nullable String element) {
        if (element == null) {
            out.append("NULL");
            return;
        }
        out.append('"');
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') out.append('\\');
            out.append(c);
        }
        out.append('"');
    }
}
