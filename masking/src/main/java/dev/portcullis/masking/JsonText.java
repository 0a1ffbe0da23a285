// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/// Rewrites the strings and numbers of a JSON text and leaves everything between them as it is. The text came from a
/// server that has parsed it already, so this is a reader of tokens and no parser.
///
/// Some things are found only in their context, such as the value after the key `password`. A token that one of these
/// findings touches is replaced although nothing is found in the token alone.
final class JsonText {
    /// A JSON text that says nothing.
    static final String WHOLE = '"' + ValueMasker.MARKER + '"';

    private final String json;
    private final UnaryOperator<String> rewrite;
    private final List<Finding> inContext;
    /// The first finding that begins behind everything looked at, and how far those before it reach.
    private int next;
    private int reach;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private JsonText(String json, List<Finding> inContext, UnaryOperator<String> rewrite) {
        this.json = json;
        this.inContext = inContext.stream()
                .sorted(Comparator.comparingInt(Finding::start))
                .toList();
        this.rewrite = rewrite;
    }

    /// Where a token is broken, the whole text is replaced.
    static String map(String json, List<Finding> inContext, UnaryOperator<String> rewrite) {
        var text = new JsonText(json, inContext, rewrite);
        return text.tokens() ? text.out.toString() : WHOLE;
    }

    private boolean tokens() {
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                if (!string()) return false;
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                number();
            } else {
                out.append(c);
                at++;
            }
        }
        return true;
    }

    private void number() {
        int start = at;
        while (at < json.length() && "+-.eE0123456789".indexOf(json.charAt(at)) >= 0) at++;
        write(start, json.substring(start, at));
    }

    private boolean string() {
        int start = at;
        var text = new StringBuilder();
        for (at++; at < json.length(); at++) {
            char c = json.charAt(at);
            if (c == '"') {
                at++;
                write(start, text.toString());
                return true;
            }
            if (c == '\\') {
                if (!escape(text)) return false;
            } else {
                text.append(c);
            }
        }
        return false;
    }

    /// Writes the token from `start` to here, which stands for `text`.
    private void write(int start, String text) {
        String rewritten = rewrite.apply(text);
        if (!rewritten.equals(text)) {
            quote(rewritten);
        } else if (isPartOfAFinding(start)) {
            quote(ValueMasker.MARKER);
        } else {
            out.append(json, start, at);
        }
    }

    /// Tokens come in the order of the text, and so do findings: each is looked at once.
    private boolean isPartOfAFinding(int start) {
        while (next < inContext.size() && inContext.get(next).start() < at) {
            reach = Math.max(reach, inContext.get(next++).end());
        }
        return reach > start;
    }

    private boolean escape(StringBuilder text) {
        if (++at >= json.length()) return false;
        char c = json.charAt(at);
        if (c == 'u') return unicode(text);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain < 0) return false;
        text.append("\"\\/\b\f\n\r\t".charAt(plain));
        return true;
    }

    private boolean unicode(StringBuilder text) {
        int end = at + 5;
        if (end > json.length()) return false;
        try {
            text.append((char) Integer.parseInt(json, at + 1, end, 16));
        } catch (NumberFormatException e) {
            return false;
        }
        at = end - 1;
        return true;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
