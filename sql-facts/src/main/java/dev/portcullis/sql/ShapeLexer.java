// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the shape of a command in one pass. It follows PostgreSQL's `scan.l` for what it reads and gives up
/// on the rest, so that the real parser decides: escape, bit, Unicode and dollar-quoted strings, strings
/// continued on the next line, numbers in other notations than digits and one point, names that PostgreSQL
/// would truncate or that are not ASCII. Holds as long as `standard_conforming_strings` is on.
final class ShapeLexer {

    /// Each token begins with one of these, and no token holds another one of them: two sequences of tokens
    /// never look the same.
    private static final char NAME = 1;

    private static final char QUOTED_NAME = 2;
    private static final char OPERATOR = 3;
    private static final char PUNCTUATION = 4;
    private static final char INTEGER = 5;
    private static final char NUMBER = 6;
    private static final char STRING = 7;
    private static final char PARAMETER = 8;
    private static final char FIRST_CONTENT = 32;

    /// `NAMEDATALEN` - 1; a longer name is truncated, a longer operator refused.
    private static final int MAX_NAME = 63;

    private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";

    /// With one of these in it an operator may end in a plus or minus.
    private static final String ODD_OPERATOR_CHARACTERS = "~!@#^&|`?%";

    private static final String PUNCTUATION_CHARACTERS = ",()[].;:";

    private final String sql;
    private final int end;
    private int at;
    private char[] out;
    private int size;
    private boolean literals;
    private int[] bounds = new int[2];
    private int boundCount;
    private int statementStart = -1;

    private ShapeLexer(String sql) {
        this.sql = sql;
        this.end = sql.length();
        this.out = new char[end + 16];
    }

    /// The shape of `sql`; null when it holds anything that is not surely read as PostgreSQL does.
    static @Nullable Shape read(String sql) {
        return new ShapeLexer(sql).read();
    }

    private @Nullable Shape read() {
        boolean clean = skipBlanks();
        while (clean && at < end) {
            int start = at;
            if (!token(sql.charAt(at))) {
                return null;
            }
            bound(start);
            clean = skipBlanks();
        }
        if (!clean) {
            return null;
        }
        if (statementStart >= 0) {
            close(end);
        }
        return new Shape(Arrays.copyOf(out, size), literals, Arrays.copyOf(bounds, boundCount));
    }

    private void bound(int start) {
        boolean semicolon = at == start + 1 && sql.charAt(start) == ';';
        if (semicolon && statementStart >= 0) {
            close(start);
        } else if (!semicolon && statementStart < 0) {
            statementStart = start;
        }
    }

    private void close(int until) {
        if (boundCount == bounds.length) {
            bounds = Arrays.copyOf(bounds, boundCount * 2);
        }
        bounds[boundCount++] = statementStart;
        bounds[boundCount++] = until;
        statementStart = -1;
    }

    /// Reads white space and comments.
    ///
    /// @return false when a comment has no end, or holds what the parser has to look at
    private boolean skipBlanks() {
        while (at < end) {
            char c = sql.charAt(at);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                at++;
            } else if (c == '-' && follows('-')) {
                if (!skipLine()) {
                    return false;
                }
            } else if (c == '/' && follows('*')) {
                if (!skipBlock()) {
                    return false;
                }
            } else {
                return true;
            }
        }
        return true;
    }

    private boolean follows(char next) {
        return at + 1 < end && sql.charAt(at + 1) == next;
    }

    private boolean skipLine() {
        while (at < end && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            if (!isPlain(sql.charAt(at++))) {
                return false;
            }
        }
        return true;
    }

    private boolean skipBlock() {
        int depth = 0;
        while (at < end) {
            char c = sql.charAt(at);
            if (c == '/' && follows('*')) {
                depth++;
                at += 2;
            } else if (c == '*' && follows('/')) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return true;
                }
            } else if (isPlain(c)) {
                at++;
            } else {
                return false;
            }
        }
        return false;
    }

    /// Neither NUL nor half a character: those the parser has to look at.
    private static boolean isPlain(char c) {
        return c != 0 && !Character.isSurrogate(c);
    }

    private boolean token(char c) {
        if (isNameStart(c)) {
            return name();
        }
        if (isDigit(c) || (c == '.' && at + 1 < end && isDigit(sql.charAt(at + 1)))) {
            return number();
        }
        return switch (c) {
            case '\'' -> string();
            case '"' -> quotedName();
            case '$' -> parameter();
            case ':' -> colon();
            case '.' -> !follows('.') && punctuation(c);
            default -> {
                if (PUNCTUATION_CHARACTERS.indexOf(c) >= 0) {
                    yield punctuation(c);
                }
                yield OPERATOR_CHARACTERS.indexOf(c) >= 0 && operator();
            }
        };
    }

    private boolean name() {
        int start = at;
        put(NAME);
        while (at < end && isNamePart(sql.charAt(at))) {
            char c = sql.charAt(at++);
            put(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        if (at == end) {
            return at - start <= MAX_NAME;
        }
        char next = sql.charAt(at);
        // One letter right before a quote, or U& before one, begins another kind of string or name.
        boolean prefix = (next == '\'' && at == start + 1 && "bBxXnNeE".indexOf(sql.charAt(start)) >= 0)
                || (next == '&' && at == start + 1 && "uU".indexOf(sql.charAt(start)) >= 0);
        return next < 0x80 && !prefix && at - start <= MAX_NAME;
    }

    private boolean quotedName() {
        put(QUOTED_NAME);
        int start = ++at;
        while (at < end) {
            char c = sql.charAt(at++);
            if (c == '"') {
                if (at < end && sql.charAt(at) == '"') {
                    at++;
                } else {
                    return at - 1 > start && at - 1 - start <= MAX_NAME;
                }
            }
            if (c < FIRST_CONTENT || c >= 0x80) {
                return false;
            }
            put(c);
        }
        return false;
    }

    private boolean string() {
        put(STRING);
        literals = true;
        at++;
        while (at < end) {
            char c = sql.charAt(at++);
            if (!isPlain(c)) {
                return false;
            }
            if (c == '\'') {
                if (at < end && sql.charAt(at) == '\'') {
                    at++;
                } else {
                    return notContinued();
                }
            }
        }
        return false;
    }

    /// Whether the string surely ends here: one that follows may be its continuation.
    private boolean notContinued() {
        int after = at;
        boolean ends = skipBlanks() && (at == end || sql.charAt(at) != '\'');
        at = after;
        return ends;
    }

    private boolean number() {
        int start = at;
        skipDigits();
        boolean point = at < end && sql.charAt(at) == '.';
        if (point) {
            at++;
            skipDigits();
        }
        literals = true;
        put(point || !fitsInteger(start) ? NUMBER : INTEGER);
        // What goes on is another notation, or not a number at all.
        return at == end || !(isNamePart(sql.charAt(at)) || sql.charAt(at) == '.');
    }

    private boolean fitsInteger(int start) {
        long value = 0;
        for (int i = start; i < at && value <= Integer.MAX_VALUE; i++) {
            value = value * 10 + (sql.charAt(i) - '0');
        }
        return value <= Integer.MAX_VALUE;
    }

    private void skipDigits() {
        while (at < end && isDigit(sql.charAt(at))) {
            at++;
        }
    }

    private boolean parameter() {
        put(PARAMETER);
        int start = ++at;
        while (at < end && isDigit(sql.charAt(at))) {
            put(sql.charAt(at++));
        }
        boolean ends = at == end || !isNamePart(sql.charAt(at));
        return ends && at > start && at - start < 6;
    }

    private boolean colon() {
        if (follows(':') || follows('=')) {
            put(OPERATOR);
            put(':');
            put(sql.charAt(at + 1));
            at += 2;
            return true;
        }
        return punctuation(':');
    }

    private boolean punctuation(char c) {
        put(PUNCTUATION);
        put(c);
        at++;
        return true;
    }

    private boolean operator() {
        int until = at;
        while (until < end && OPERATOR_CHARACTERS.indexOf(sql.charAt(until)) >= 0) {
            if (until > at && beginsComment(sql.charAt(until - 1), sql.charAt(until))) {
                return false;
            }
            until++;
        }
        if (!hasOdd(until - 1)) {
            // `id=-1` is an equals sign and a minus.
            while (until - at > 1 && isSign(sql.charAt(until - 1))) {
                until--;
            }
        }
        if (until - at > MAX_NAME) {
            return false;
        }
        put(OPERATOR);
        while (at < until) {
            put(sql.charAt(at++));
        }
        return true;
    }

    private static boolean beginsComment(char first, char second) {
        return (first == '-' && second == '-') || (first == '/' && second == '*');
    }

    private boolean hasOdd(int until) {
        for (int i = at; i < until; i++) {
            if (ODD_OPERATOR_CHARACTERS.indexOf(sql.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /// What goes on with a name, or spoils the end of a number. Anything beyond ASCII does too.
    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void put(char c) {
        if (size == out.length) {
            out = Arrays.copyOf(out, size * 2);
        }
        out[size++] = c;
    }
}
