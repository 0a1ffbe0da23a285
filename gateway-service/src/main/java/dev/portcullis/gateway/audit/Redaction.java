// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

/// A text and what becomes of it, for those who read it once, from its beginning to its end. Positions are of the text
/// as it came; an `end` is one that nothing is looked at behind.
final class Redaction {
    private static final String WORD = "PASSWORD";

    private static final char MAX_ASCII = 0x7f;

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int taken;

    Redaction(String source) {
        this.source = source;
    }

    /// In the place of a part that lies behind all that were replaced before.
    void replace(int from, int to, String by) {
        out.append(source, taken, from).append(by);
        taken = to;
    }

    String result() {
        return taken == 0 ? source : out.append(source, taken, source.length()).toString();
    }

    char at(int at) {
        return source.charAt(at);
    }

    /// Whether this stands there, in either case.
    boolean isAt(String what, int at, int end) {
        return at + what.length() <= end && source.regionMatches(true, at, what, 0, what.length());
    }

    /// -1 for nowhere.
    int indexOf(String what, int from, int end) {
        return source.indexOf(what, from, end);
    }

    int endOfLine(int from, int end) {
        int at = source.indexOf('\n', from, end);
        return at < 0 ? end : at + 1;
    }

    boolean isPassword(int from, int to) {
        return to - from == WORD.length() && isAt(WORD, from, to);
    }

    /// Where the word ends that begins there. `PASSWORD` ends before a dollar, which may begin its literal.
    int endOfWord(int from, int end) {
        int at = from;
        while (at < end && isWord(source.charAt(at))) {
            at++;
        }
        if (at < end && source.charAt(at) == '$' && !isPassword(from, at)) {
            while (at < end && (isWord(source.charAt(at)) || source.charAt(at) == '$')) {
                at++;
            }
        }
        return at;
    }

    /// Where the quote is of a literal of which this word is the prefix; -1 if it is none.
    int prefixed(int word, int wordEnd, int end) {
        if (wordEnd - word != 1 || wordEnd >= end) {
            return -1;
        }
        if (source.charAt(wordEnd) == '\'') {
            return "eEnNbBxX".indexOf(source.charAt(word)) < 0 ? -1 : wordEnd;
        }
        return isAt("u&'", word, end) ? wordEnd + 1 : -1;
    }

    /// Behind the `$tag$` that stands there; 0 if none does.
    int dollarQuote(int from, int end) {
        int at = from + 1;
        while (at < end && isWord(source.charAt(at))) {
            at++;
        }
        return at < end && source.charAt(at) == '$' ? at + 1 : 0;
    }

    /// Behind the second of two equal `$tag$`, of which the first stands there, or the end if there is none.
    int endOfDollarQuoted(int from, int end) {
        int open = dollarQuote(from, end);
        String tag = source.substring(from, open);
        int close = indexOf(tag, open, end);
        return close < 0 ? end : close + tag.length();
    }

    /// What nobody sees counts as blank, more than PostgreSQL takes for it.
    static boolean isBlank(char c) {
        if (c <= MAX_ASCII) {
            return c <= ' ';
        }
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    static boolean isWord(char c) {
        if (c > MAX_ASCII) {
            return !isBlank(c);
        }
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
