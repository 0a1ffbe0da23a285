// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.sql.Literal.Kind;
import dev.portcullis.sql.SqlRefused.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What must never be taken for what: two commands are one shape only if nothing but the values of their
/// literals differs, and every one of these values is told.
class CommandShapeTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final String EXAMPLE = "UPDATE orders SET status = 'paid' WHERE id = 5";

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @Test
    void takesACommandApart() throws SqlRefused {
        CommandShape shape = shape("UPDATE orders SET status = 'pä''id', open = false, n = NULL WHERE id = $2 LIMIT 1"
                .replace(" LIMIT 1", " AND total > -1.50 AND flags = B'101' AND n > 0"));

        assertThat(shape.pattern())
                .isEqualTo("UPDATE orders SET status = {1}, open = {2}, n = {3} WHERE id = $2 AND total > {4}"
                        + " AND flags = {5} AND n > {6}");
        assertThat(shape.literals())
                .containsExactly(
                        new Literal(Kind.TEXT, "pä'id"),
                        new Literal(Kind.BOOLEAN, "false"),
                        new Literal(Kind.NULL, ""),
                        new Literal(Kind.NUMBER, "-1.50"),
                        new Literal(Kind.BITS, "b101"),
                        new Literal(Kind.INTEGER, "0"));
        assertThat(shape.parameters()).isEqualTo(2);
    }

    static List<String> spellings() {
        return List.of(
                "update ORDERS set status='paid'where id=5",
                "UPDATE orders SET status = /* 'sent' */ 'paid' -- WHERE false\n WHERE id = 5;",
                "UPDATE orders SET status = E'pa\\x69d' WHERE id = 5",
                "UPDATE orders SET status = E'\\u0070aid' WHERE id = 5",
                "UPDATE orders SET status = U&'p\\0061id' WHERE id = 5",
                "UPDATE orders SET status = U&'p!0061id' UESCAPE '!' WHERE id = 5",
                "UPDATE orders SET status = $$paid$$ WHERE id = 5",
                "UPDATE orders SET status = $t$paid$t$ WHERE id = 5",
                "UPDATE orders SET status = 'pa'\n'id' WHERE id = 5",
                "UPDATE orders SET status = 'paid' WHERE id = 0x5",
                "UPDATE orders SET status = 'paid' WHERE id = -(-5)");
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void readsAValueHoweverItIsSpelled(String sql) throws SqlRefused {
        assertThat(shape(sql).fingerprint()).isEqualTo(shape(EXAMPLE).fingerprint());
        assertThat(shape(sql).literals()).isEqualTo(shape(EXAMPLE).literals());
    }

    static List<String> otherValues() {
        return List.of(
                "UPDATE orders SET status = 'paid''' WHERE id = 5",
                "UPDATE orders SET status = 'paid ' WHERE id = 5",
                "UPDATE orders SET status = E'paid\\n' WHERE id = 5",
                "UPDATE orders SET status = '' WHERE id = 5",
                "UPDATE orders SET status = U&'p\\0430id' WHERE id = 5",
                "UPDATE orders SET status = $$'paid'$$ WHERE id = 5",
                "UPDATE orders SET status = NULL WHERE id = 5",
                "UPDATE orders SET status = 5 WHERE id = 5",
                "UPDATE orders SET status = TRUE WHERE id = 5",
                "UPDATE orders SET status = X'5' WHERE id = 5",
                "UPDATE orders SET status = 'paid' WHERE id = -5",
                "UPDATE orders SET status = 'paid' WHERE id = '5'",
                "UPDATE orders SET status = 'paid' WHERE id = 5.0",
                "UPDATE orders SET status = 'paid' WHERE id = 5e0",
                "UPDATE orders SET status = 'paid' WHERE id = 0x500000000",
                "UPDATE orders SET status = 'paid' WHERE id = 5000000000",
                "UPDATE orders SET status = 'paid' WHERE id = NULL",
                "UPDATE orders SET status = 'paid' WHERE id = 0");
    }

    @ParameterizedTest
    @MethodSource("otherValues")
    void tellsEveryOtherValueApart(String sql) throws SqlRefused {
        assertThat(shape(sql).literals())
                .isNotEqualTo(shape(EXAMPLE).literals())
                .hasSize(2);
    }

    static List<String> otherShapes() {
        return List.of(
                "UPDATE orders SET status = 'paid' WHERE id = 5 OR true",
                "UPDATE orders SET status = 'paid' WHERE id = 5 --\n OR 1 = 1",
                "UPDATE orders SET status = 'paid' WHERE id = '5'::int",
                "UPDATE orders SET status = 'paid' WHERE id = int '5'",
                "UPDATE orders SET status = 'paid' WHERE id = CAST(5 AS int)",
                "UPDATE orders SET status = 'paid' WHERE id = + 5",
                "UPDATE orders SET status = 'paid' WHERE id = 5 + 0",
                "UPDATE orders SET status = 'paid' WHERE id = $1",
                "UPDATE orders SET status = 'paid' WHERE id >= 5",
                "UPDATE orders SET status = 'paid' WHERE id IN (5)",
                "UPDATE orders SET status = 'paid' WHERE \"ID\" = 5",
                "UPDATE orders SET status = 'paid' || '' WHERE id = 5",
                "UPDATE public.orders SET status = 'paid' WHERE id = 5",
                "UPDATE orders SET status = 'paid' WHERE id = 5 RETURNING id",
                "WITH x AS (SELECT 1) UPDATE orders SET status = 'paid' WHERE id = 5",
                "UPDATE orders SET status = 'paid'");
    }

    @ParameterizedTest
    @MethodSource("otherShapes")
    void tellsEveryOtherShapeApart(String sql) throws SqlRefused {
        assertThat(shape(sql).fingerprint()).isNotEqualTo(shape(EXAMPLE).fingerprint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a FROM t WHERE id IN (1, 2) | SELECT a FROM t WHERE id IN (1, 2, 3)",
                "SELECT a FROM t WHERE id = ANY (ARRAY[1]) | SELECT a FROM t WHERE id = ANY (ARRAY[1, 2])",
                "INSERT INTO t VALUES (1) | INSERT INTO t VALUES (1), (2)",
                "SELECT a FROM t WHERE b = $1 AND c = $2 | SELECT a FROM t WHERE b = $1 AND c = $1",
                "SELECT a FROM t LIMIT 10 | SELECT a FROM t",
                "SELECT a FROM t LIMIT 10 | SELECT a FROM t OFFSET 10",
                "SELECT a FROM t ORDER BY a LIMIT 1 | SELECT a FROM t ORDER BY a FETCH FIRST 1 ROW WITH TIES",
                "SELECT 1::int | SELECT 1::text"
            })
    void anotherNumberOfLiteralsIsAnotherShape(String one, String other) throws SqlRefused {
        assertThat(shape(one).fingerprint()).isNotEqualTo(shape(other).fingerprint());
    }

    /// Words of the grammar that it turns into constants, and numbers inside types.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a FROM t LIMIT 10 | SELECT a FROM t LIMIT ALL",
                "SELECT a FROM t LIMIT 10 | SELECT a FROM t LIMIT NULL",
                "SELECT a FROM t LIMIT 10 | SELECT a FROM t FETCH FIRST 11 ROWS ONLY",
                "SELECT extract(year FROM a) FROM t | SELECT extract(month FROM a) FROM t",
                "SELECT a::numeric(10,2) FROM t | SELECT a::numeric(10,3) FROM t",
                "SELECT a::int[3] FROM t | SELECT a::int[4] FROM t",
                "SELECT a::interval day FROM t | SELECT a::interval hour FROM t",
                "SELECT a FROM t ORDER BY 1 | SELECT a FROM t ORDER BY 2",
                "SELECT set_config('a', 'b', true) | SELECT set_config('role', 'b', true)",
                "SELECT (ARRAY[1])[1] | SELECT (ARRAY[1])[2]"
            })
    void whatAFingerprintLeavesOutIsALiteral(String one, String other) throws SqlRefused {
        assertThat(shape(one).fingerprint().equals(shape(other).fingerprint())
                        && shape(one).literals().equals(shape(other).literals()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- nothing",
                "SELECT 1; SELECT 1",
                "EXECUTE prepared(1)",
                "PREPARE p AS SELECT 1",
                "EXPLAIN ANALYZE SELECT 1",
                "DO $$BEGIN END$$",
                "CALL p(1)",
                "COPY t FROM '/etc/passwd'",
                "DECLARE c CURSOR FOR SELECT 1",
                "CREATE TABLE t AS SELECT 1",
                "SET role = 'x'",
                "DROP TABLE t"
            })
    void nothingElseHasAShape(String sql) {
        assertThatThrownBy(() -> shape(sql))
                .isInstanceOfSatisfying(
                        SqlRefused.class, r -> assertThat(r.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELEC 1", "SELECT 'x", "SELECT 1\0", "SELECT '\uD800'"})
    void whatIsNotReadHasNoShape(String sql) {
        assertThatThrownBy(() -> shape(sql)).isInstanceOf(SqlRefused.class);
    }

    private static CommandShape shape(String sql) throws SqlRefused {
        return CommandShape.of(PARSER, sql);
    }
}
