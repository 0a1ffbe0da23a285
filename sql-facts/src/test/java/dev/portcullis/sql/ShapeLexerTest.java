// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds the lexer against PostgreSQL's own scanner.
class ShapeLexerTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    /// The scanner's answer holds control characters as they are.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();
    private static final int COMMANDS_PER_SEED = 200;

    /// What tokens are made of, and what lexers stumble over.
    private static final List<String> FRAGMENTS = List.of(
            " ",
            " ",
            " ",
            "\n",
            "\t",
            "\f",
            "\u000b",
            "\r",
            "a",
            "B",
            "select",
            "Select",
            "e",
            "E",
            "n",
            "x",
            "u",
            "U&",
            "_",
            "$",
            "$1",
            "$12",
            "$a$",
            "$$",
            "0",
            "1",
            "12",
            "007",
            "2147483647",
            "2147483648",
            "99999999999",
            "1.5",
            ".5",
            "5.",
            "..",
            ".",
            "1e5",
            "1_000",
            "0x1F",
            "0b1",
            "'",
            "''",
            "'a'",
            "'\\'",
            "'--'",
            "'/*'",
            "\"",
            "\"\"",
            "\"q\"",
            "\"Q \"\"q\"",
            "--",
            "-- c\n",
            "/*",
            "*/",
            "/* c */",
            "/* /* n */ */",
            "+",
            "-",
            "*",
            "/",
            "%",
            "^",
            "<",
            ">",
            "=",
            "<=",
            "<>",
            "!=",
            "=>",
            "=-",
            "@-",
            "||",
            "?",
            "~",
            "#",
            "&",
            "`",
            "!",
            ":",
            "::",
            ":=",
            ",",
            "(",
            ")",
            "[",
            "]",
            ";",
            "ä",
            "\u00a0",
            "{",
            "\\",
            "abc_d$e",
            "'x' 'y'",
            "'x'\n'y'",
            "E'\\''",
            "b'1'",
            "N'n'");

    @AfterAll
    static void close() {
        PARSER.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 30));
    }

    static List<Corpus.Case> corpus() {
        return Corpus.read("corpus.txt");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void seesTheTokensThatPostgresSees(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < COMMANDS_PER_SEED; i++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(1, 12); n > 0; n--) {
                sql.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
            read += check(sql.toString(), PARSER);
        }
        assertThat(read).as("commands whose shape was read").isPositive();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void seesTheTokensOfTheCorpus(Corpus.Case test) {
        check(test.sql(), PARSER);
    }

    @Test
    void readsMostOfTheCorpus() {
        List<Corpus.Case> corpus = corpus();

        assertThat(corpus.stream().filter(c -> ShapeLexer.read(c.sql()) != null).count())
                .isGreaterThan(corpus.size() * 9L / 10);
    }

    /// How many shapes were read, 0 or 1; each is that of the tokens that PostgreSQL's scanner finds.
    static int check(String sql, SqlParser parser) {
        Shape shape = ShapeLexer.read(sql);
        if (shape == null) {
            return 0;
        }
        assertThat(shape).as(sql).isEqualTo(new Shape(scanned(sql, parser), false, new int[0]));
        return 1;
    }

    /// What the shape must be, made of the tokens that PostgreSQL's scanner found.
    private static char[] scanned(String sql, SqlParser parser) {
        byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
        StringBuilder expected = new StringBuilder();
        try {
            for (JsonNode token : JSON.readTree(parser.scan(sql)).path("tokens")) {
                int start = token.path("start").asInt();
                String text = new String(utf8, start, token.path("end").asInt() - start, StandardCharsets.UTF_8);
                if (!text.startsWith("--") && !text.startsWith("/*")) {
                    expected.append(normalized(text, token.path("tokenName").asString()));
                }
            }
        } catch (SqlRefused e) {
            throw new AssertionError("read a shape of what PostgreSQL's scanner refuses: " + sql, e);
        }
        return expected.toString().toCharArray();
    }

    private static String normalized(String text, String type) {
        char first = text.charAt(0);
        if (first == '\'') {
            return "\u0007";
        }
        if (first == '"') {
            return "\u0002" + text.substring(1, text.length() - 1).replace("\"\"", "\"");
        }
        if (first == '$') {
            return "\b" + text.substring(1);
        }
        if (Character.isDigit(first) || (first == '.' && text.length() > 1 && Character.isDigit(text.charAt(1)))) {
            return type.equals("ICONST") ? "\u0005" : "\u0006";
        }
        if (Character.isLetter(first) || first == '_') {
            return "\u0001" + text.toLowerCase(Locale.ROOT);
        }
        return (text.length() == 1 && ",()[].;:".contains(text) ? "\u0004" : "\u0003") + text;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT E'a'",
                "SELECT b'1'",
                "SELECT x'1'",
                "SELECT N'a'",
                "SELECT U&'a'",
                "SELECT U&\"a\"",
                "SELECT $a$b$a$",
                "SELECT 'a'\n'b'",
                "SELECT 'a' -- c\n 'b'",
                "SELECT 1e5",
                "SELECT 0x1F",
                "SELECT 1_000",
                "SELECT 1..2",
                "SELECT 1a",
                "SELECT ä",
                "SELECT \"ä\"",
                "SELECT\u00a01",
                "SELECT 'open",
                "SELECT \"open",
                "SELECT \"\"",
                "SELECT /* open",
                "SELECT 1\0",
                "SELECT '\0'",
                "SELECT 1 --\0",
                "SELECT '\uD83D\uDE00'",
                "SELECT $1a",
                "SELECT $999999",
                "SELECT 1=--2\n3",
                "SELECT {",
                "SELECT abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop"
            })
    void leavesToTheParserWhatItIsNotSureOf(String sql) {
        assertThat(ShapeLexer.read(sql)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT 1|select 2",
                "SELECT 'a'|SELECT  'it''s' -- c",
                "SELECT a FROM t WHERE id=5|SELECT/**/A FROM T WHERE ID = 77",
                "SELECT 1.5|SELECT 2147483648",
                "SELECT a<>-1|SELECT a <> - 1"
            })
    void literalsSpellingAndCommentsDoNotChangeTheShape(String one, String other) {
        assertThat(ShapeLexer.read(one)).isNotNull().isEqualTo(ShapeLexer.read(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT 1|SELECT '1'",
                "SELECT 1|SELECT 1.0",
                "SELECT a|SELECT \"a\"",
                "SELECT a|SELECT b",
                "SELECT 1|SELECT 1;SELECT 1",
                "SELECT -1|SELECT 1",
                "SELECT a.b|SELECT a,b",
                "SELECT $1|SELECT $2",
                "SELECT $1|SELECT 1",
                "SELECT ab|SELECT a b",
                "SELECT NULL|SELECT 1",
                "SELECT a @- b|SELECT a @ - b",
                "SELECT TRUE|SELECT 'true'"
            })
    void whatPostgresReadsDifferentlyHasAnotherShape(String one, String other) {
        assertThat(ShapeLexer.read(one)).isNotNull().isNotEqualTo(ShapeLexer.read(other));
    }
}
