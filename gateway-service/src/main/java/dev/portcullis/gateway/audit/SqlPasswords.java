// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

/// Leaves the literals out that stand behind the word `PASSWORD`, as in `CREATE ROLE` and in the options of a user
/// mapping, in whichever way PostgreSQL writes one. The time is linear in the text, whatever the text is: no part is
/// looked at again once it is passed, but for bodies in dollar quotes, to a bounded depth.
///
/// SQL is read by PostgreSQL's rules, with the bodies of functions. What is quoted or a comment is SQL of another time
/// and is searched more loosely, see [QuotedPasswords]. In doubt more is left out, not less: a text that no server
/// would run may hold a password as well.
final class SqlPasswords {
    /// How deep dollar quotes in dollar quotes are read as SQL.
    private static final int DEPTH = 8;

    private final Redaction text;

    private SqlPasswords(Redaction text) {
        this.text = text;
    }

    static String redact(String sql) {
        Redaction text = new Redaction(sql);
        new SqlPasswords(text).code(0, sql.length(), 0);
        return text.result();
    }

    /// @return whether a password's literal could come next
    private boolean code(int from, int end, int depth) {
        boolean armed = false;
        int at = from;
        while (at < end) {
            char c = text.at(at);
            if (Redaction.isBlank(c)) {
                at++;
            } else if (text.isAt("--", at, end)) {
                at = comment(at, text.endOfLine(at, end), end);
            } else if (text.isAt("/*", at, end)) {
                int close = endOfComment(at, end);
                at = close < 0 && armed ? rest(at, end) : comment(at, close < 0 ? end : close, end);
            } else if (c == '"') {
                int close = endOfQuoted(at, end, '"', false);
                armed = text.isPassword(at + 1, close - 1);
                new QuotedPasswords(text, 1).search(at + 1, close);
                at = close;
            } else if (c == '\'') {
                at = literal(at, at, end, false, armed);
            } else if (c == '$' && text.dollarQuote(at, end) > 0) {
                at = armed ? dollarLiteral(at, end) : body(at, end, depth);
            } else if (Redaction.isWord(c)) {
                int close = text.endOfWord(at, end);
                int quote = text.prefixed(at, close, end);
                if (quote >= 0) {
                    boolean escapes = close - at == 1 && (c == 'e' || c == 'E');
                    at = literal(at, quote, end, escapes, armed);
                } else if (text.isAt("&\"", close, end) && close - at == 1 && (c == 'u' || c == 'U')) {
                    // In escapes any name may hide.
                    int over = endOfQuoted(close + 1, end, '"', false);
                    armed = text.isPassword(close + 2, over - 1) || text.indexOf("\\", close, over) >= 0;
                    at = over;
                } else {
                    armed = text.isPassword(at, close);
                    at = close;
                }
            } else {
                armed = false;
                at++;
            }
        }
        return armed;
    }

    private int comment(int from, int to, int end) {
        new QuotedPasswords(text, 1).search(Math.min(from + 2, end), to);
        return to;
    }

    /// Behind the comment, which may hold comments; -1 if it does not end.
    private int endOfComment(int from, int end) {
        int depth = 0;
        int at = from;
        while (at < end) {
            if (text.isAt("/*", at, end)) {
                depth++;
                at += 2;
            } else if (text.isAt("*/", at, end)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return at;
                }
            } else {
                at++;
            }
        }
        return -1;
    }

    private int rest(int from, int end) {
        text.replace(from, end, "/*[redacted]");
        return end;
    }

    /// @param from where it begins, with its prefix
    /// @param quote where its first quote is
    private int literal(int from, int quote, int end, boolean escapes, boolean secret) {
        int close = endOfQuoted(quote, end, '\'', escapes);
        if (secret) {
            text.replace(from, close, "'[redacted]'");
            return close;
        }
        QuotedPasswords content = new QuotedPasswords(text, 2);
        boolean closed = close - 1 > quote && text.at(close - 1) == '\'';
        content.search(quote + 1, closed ? close - 1 : close);
        return content.isCutShort(isWord(close, end)) ? next(close, end) : close;
    }

    /// A literal that ends in `PASSWORD`: either the password is joined to it, or quotes are not where they seem to
    /// be. What comes next goes, with the literal behind it.
    private int next(int from, int end) {
        int quote = text.indexOf("'", from, end);
        int close = quote < 0 ? end : endOfQuoted(quote, end, '\'', true);
        if (close > from) {
            text.replace(from, close, "'[redacted]'");
        }
        return close;
    }

    private int endOfQuoted(int open, int end, char quote, boolean escapes) {
        int at = open + 1;
        while (at < end) {
            char c = text.at(at);
            if (escapes && c == '\\') {
                at += 2;
            } else if (c != quote) {
                at++;
            } else if (at + 1 < end && text.at(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return end;
    }

    private int dollarLiteral(int at, int end) {
        int close = text.endOfDollarQuoted(at, end);
        text.replace(at, close, "'[redacted]'");
        return close;
    }

    private int body(int at, int end, int depth) {
        int open = text.dollarQuote(at, end);
        int close = text.endOfDollarQuoted(at, end);
        int last = Math.max(open, close - (open - at));
        if (depth >= DEPTH) {
            new QuotedPasswords(text, 1).search(open, close);
            return close;
        }
        if (text.dollarQuote(last, end) != close) {
            code(open, close, depth + 1);
            return close;
        }
        return code(open, last, depth + 1) && isWord(close, end) ? dollarLiteral(last, end) : close;
    }

    private boolean isWord(int at, int end) {
        return at < end && Redaction.isWord(text.at(at));
    }
}
