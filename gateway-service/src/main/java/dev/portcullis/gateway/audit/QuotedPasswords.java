// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

/// Searches what is quoted or a comment for the literals behind `PASSWORD`. Quotes in it are written more than once,
/// how often depends on how deep they are, and what is SQL in it nobody knows: comments behind the word do not end the
/// search for its literal.
final class QuotedPasswords {
    private final Redaction text;
    private final int quotes;

    private boolean armed;
    private boolean found;
    private boolean apart;
    private int comments;
    private boolean line;

    /// @param quotes how many characters one quote is
    QuotedPasswords(Redaction text, int quotes) {
        this.text = text;
        this.quotes = quotes;
    }

    /// Whether what was searched ends where the literal should be.
    ///
    /// @param glued whether it is followed by a word at once
    boolean isCutShort(boolean glued) {
        return armed && !found && !isComment() && (apart || glued);
    }

    void search(int from, int end) {
        int at = from;
        while (at < end) {
            char c = text.at(at);
            if (Redaction.isWord(c)) {
                at = word(at, end);
            } else if (!armed) {
                at++;
            } else if (isComment()) {
                at = between(c, at, end);
            } else if (c == '\'') {
                at = literal(at, at, end);
            } else if (c == '$' && text.dollarQuote(at, end) > 0) {
                at = redacted(at, text.endOfDollarQuoted(at, end));
            } else {
                at = between(c, at, end);
            }
        }
    }

    private int word(int at, int end) {
        int close = text.endOfWord(at, end);
        if (text.isPassword(at, close)) {
            armed = true;
            found = false;
            apart = false;
            comments = 0;
            line = false;
        } else if (armed && !isComment()) {
            int quote = text.prefixed(at, close, end);
            if (quote >= 0) {
                return literal(at, quote, end);
            }
            armed = false;
        }
        return close;
    }

    private boolean isComment() {
        return comments > 0 || line;
    }

    private int between(char c, int at, int end) {
        if (text.isAt("/*", at, end)) {
            comments++;
            apart = true;
            return at + 2;
        }
        if (text.isAt("*/", at, end)) {
            comments = Math.max(0, comments - 1);
            return at + 2;
        }
        if (text.isAt("--", at, end)) {
            line = true;
            apart = true;
            return at + 2;
        }
        if (c == '\\' && at + 1 < end && Redaction.isWord(text.at(at + 1))) {
            return at + 2;
        }
        if (c == '\n') {
            line = false;
        }
        if (Redaction.isBlank(c)) {
            apart = true;
        } else if (c != '"' && c != '\\') {
            armed = isComment();
        }
        return at + 1;
    }

    private int literal(int from, int quote, int end) {
        int open = run(quote, end);
        int width = width(quote, open, end);
        if (width == 0) {
            return redacted(from, quote + open);
        }
        int at = quote + width;
        while (at < end) {
            if (text.at(at) == '\'') {
                int run = run(at, end);
                at += run;
                if (run / width % 2 == 1) {
                    return redacted(from, at);
                }
            } else {
                at++;
            }
        }
        return redacted(from, end);
    }

    /// How many characters a quote of this literal is; 0 if there is nothing between its two.
    private int width(int quote, int run, int end) {
        if (run < quotes) {
            return run;
        }
        if (run == 2 * quotes) {
            int next = quote + run;
            return next == end || Redaction.isBlank(text.at(next)) || ";,)".indexOf(text.at(next)) >= 0 ? 0 : run;
        }
        return run % (2 * quotes) == 0 ? run : quotes;
    }

    private int run(int from, int end) {
        int at = from;
        while (at < end && text.at(at) == '\'') {
            at++;
        }
        return at - from;
    }

    private int redacted(int from, int to) {
        String quote = "'".repeat(quotes);
        text.replace(from, to, quote + "[redacted]" + quote);
        found = true;
        return to;
    }
}
