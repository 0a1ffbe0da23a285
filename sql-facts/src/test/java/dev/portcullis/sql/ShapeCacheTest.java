// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds what is remembered of a shape against what parsing says.
class ShapeCacheTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer REMEMBERING = new SqlAnalyzer(PARSER);
    private static final Catalog CATALOG = SampleCatalog.get();
    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'|(?<![\\w$.\"])\\d+(?![\\w.\"])");
    private static final List<String> STRINGS = List.of(
            "''", "'x'", "'it''s'", "'; DROP TABLE customers; --'", "'/*'", "'ä€'", "'role'", "'evil'", "'off'");

    @AfterAll
    static void close() {
        PARSER.close();
    }

    static List<Corpus.Case> corpus() {
        return Corpus.read("corpus.txt");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void saysOfOtherLiteralsWhatParsingSays(Corpus.Case test) {
        Random random = new Random(test.sql().hashCode());
        String first = outcome(REMEMBERING, test.sql());
        assertThat(outcome(REMEMBERING, test.sql())).isEqualTo(first);
        for (int i = 0; i < 3; i++) {
            String other = withOtherLiterals(test.sql(), random);

            assertThat(outcome(REMEMBERING, other)).as(other).isEqualTo(outcome(new SqlAnalyzer(PARSER), other));
        }
    }

    private static String withOtherLiterals(String sql, Random random) {
        Matcher literals = LITERAL.matcher(sql);
        return literals.replaceAll(found -> Matcher.quoteReplacement(
                found.group().startsWith("'")
                        ? STRINGS.get(random.nextInt(STRINGS.size()))
                        : String.valueOf(random.nextInt(random.nextBoolean() ? 10 : Integer.MAX_VALUE))));
    }

    private static String outcome(SqlAnalyzer analyzer, String sql) {
        try {
            return analyzer.analyze(sql, CATALOG).toString();
        } catch (SqlRefused e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT email FROM customers WHERE id = 1|SELECT email FROM customers WHERE id = 2",
                "INSERT INTO products (title) VALUES ('a')|INSERT INTO products (title) VALUES ('b')",
                "UPDATE customers SET name = 'a' WHERE id = 1|update customers set name='b' where id=2 -- now",
                "BEGIN|begin",
                "SELECT 1; SELECT ssn FROM customers LIMIT 1|SELECT 2 ;SELECT ssn FROM customers LIMIT 5 -- c"
            })
    void aCommandOfAKnownShapeIsNotParsedAgain(String first, String second) throws SqlRefused {
        SqlAnalyzer analyzer = new SqlAnalyzer(PARSER);
        assertThat(analyzer.known(second, CATALOG)).isEmpty();

        analyzer.analyze(first, CATALOG);

        assertThat(analyzer.known(second, CATALOG)).contains(new SqlAnalyzer(PARSER).analyze(second, CATALOG));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT ssn, id FROM customers ORDER BY 1|SELECT ssn, id FROM customers ORDER BY 2",
                "SELECT ssn, id FROM customers GROUP BY ROLLUP (1, 2)|SELECT ssn, id FROM customers GROUP BY ROLLUP (2, 2)",
                "SELECT set_config('timezone', 'x', true)|SELECT set_config('role', 'x', true)",
                "SET timezone = 'UTC'|SET timezone = 'CET'",
                "EXPLAIN (ANALYZE 'off') DELETE FROM orders|EXPLAIN (ANALYZE 'on') DELETE FROM orders",
                "DELETE FROM orders WHERE id = 1 OR id <> 1|DELETE FROM orders WHERE id = 1 OR id <> 2",
                "DELETE FROM orders WHERE note LIKE 'a%'|DELETE FROM orders WHERE note LIKE '%'",
                "FETCH 5 FROM c|FETCH 2147483647 FROM c",
                "COPY orders TO '/a'|COPY orders TO '/b'",
                "DO 'x'|DO 'y'"
            })
    void whatDependsOnLiteralsIsParsedEachTime(String first, String second) throws SqlRefused {
        SqlAnalyzer analyzer = new SqlAnalyzer(PARSER);

        analyzer.analyze(first, CATALOG);

        assertThat(analyzer.known(first, CATALOG)).isEmpty();
        assertThat(analyzer.known(second, CATALOG)).isEmpty();
    }

    @Test
    void anotherCatalogueIsAskedAnew() throws SqlRefused {
        SqlAnalyzer analyzer = new SqlAnalyzer(PARSER);
        String sql = "SELECT email FROM customers";

        AnalyzedCommand classified = analyzer.analyze(sql, CATALOG);
        AnalyzedCommand unknown =
                analyzer.analyze(sql, CatalogSnapshot.builder(List.of("public")).build());

        assertThat(classified.facts().classifications()).containsExactly("pii.email");
        assertThat(unknown.facts().classifications()).containsExactly(SystemCatalog.SENSITIVE);
        assertThat(unknown.factsDigest()).isNotEqualTo(classified.factsDigest());
    }

    @Test
    void whatWasRefusedIsNotRemembered() {
        SqlAnalyzer analyzer = new SqlAnalyzer(PARSER);

        assertThatThrownBy(() -> analyzer.analyze("SELECT FROM WHERE 1", CATALOG))
                .isInstanceOf(SqlRefused.class);

        assertThat(analyzer.known("SELECT FROM WHERE 2", CATALOG)).isEmpty();
        assertThatThrownBy(() -> analyzer.analyze("SELECT FROM WHERE 2", CATALOG))
                .isInstanceOf(SqlRefused.class);
    }

    @Test
    void remembersNoMoreThanTwoGenerations() throws SqlRefused {
        SqlAnalyzer analyzer = new SqlAnalyzer(PARSER);
        String first = "SELECT 1 AS first";
        analyzer.analyze(first, CATALOG);
        Shapes shapes = new Shapes();
        AnalyzedCommand command = analyzer.analyze(first, CATALOG);
        for (int i = 0; i < 10_000; i++) {
            shapes.put(ShapeLexer.read("SELECT 1 AS c" + i), command);
        }

        assertThat(shapes.get(ShapeLexer.read("SELECT 1 AS c9999"))).isSameAs(command);
        assertThat(shapes.get(ShapeLexer.read("SELECT 1 AS c0"))).isNull();
    }
}
