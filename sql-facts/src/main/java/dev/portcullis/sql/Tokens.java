// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tokens of a command as PostgreSQL's scanner sees them: where clauses begin and end, for cutting them out of
/// the text. Comments and semicolons are left out.
final class Tokens {

    /// One token.
    ///
    /// @param text as it is written
    /// @param start where it begins, in bytes
    /// @param end where it ends, in bytes
    /// @param depth how many brackets are open around it
    record Token(String text, int start, int end, int depth) {
        boolean is(String word) {
            return text.equalsIgnoreCase(word);
        }
    }

    /// The scanner's answer holds control characters as they are.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private final byte[] sql;
    private final List<Token> tokens = new ArrayList<>();

    private Tokens(byte[] sql) {
        this.sql = sql;
    }

    static Tokens of(SqlParser parser, String sql) throws SqlRefused {
        Tokens read = new Tokens(sql.getBytes(StandardCharsets.UTF_8));
        int depth = 0;
        for (JsonNode token : JSON.readTree(parser.scan(sql)).path("tokens")) {
            int start = token.path("start").asInt(0);
            int end = token.path("end").asInt(0);
            String text = read.bytes(start, end);
            depth -= text.equals(")") || text.equals("]") ? 1 : 0;
            if (!text.startsWith("--") && !text.startsWith("/*") && !text.equals(";")) {
                read.tokens.add(new Token(text, start, end, depth));
            }
            depth += text.equals("(") || text.equals("[") ? 1 : 0;
        }
        return read;
    }

    int size() {
        return tokens.size();
    }

    Token at(int index) {
        return tokens.get(index);
    }

    /// The first of these words outside of all brackets, from one token on and before another; `until` if there is
    /// none. What follows a dot is a name, and the `FROM` of `IS DISTINCT FROM` begins no clause.
    int find(int from, int until, String word) {
        for (int i = from; i < until; i++) {
            Token token = tokens.get(i);
            if (token.depth == 0 && token.is(word) && !(i > 0 && isPartOf(tokens.get(i - 1), word))) {
                return i;
            }
        }
        return until;
    }

    private static boolean isPartOf(Token before, String word) {
        return before.text.equals(".") || (word.equals("FROM") && before.is("DISTINCT"));
    }

    /// What stands from one token up to another, as it is written. What it begins and ends with is no comment.
    String text(int from, int until) {
        return from >= until ? "" : bytes(tokens.get(from).start, tokens.get(until - 1).end);
    }

    /// What is written between two places.
    String bytes(int from, int until) {
        return new String(sql, from, until - from, StandardCharsets.UTF_8);
    }

    /// How long the command is, in bytes.
    int length() {
        return sql.length;
    }
}
