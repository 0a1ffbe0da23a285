// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.sql.AffectedRows.Brought;
import dev.portcullis.sql.AffectedRows.Found;
import dev.portcullis.sql.AffectedRows.Untold;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A query either finds the rows of exactly these clauses, or there is none.
class AffectedRowsTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());

    @AfterAll
    static void close() {
        PARSER.close();
    }

    static List<Arguments> counted() {
        return List.of(
                Arguments.of("UPDATE t SET a = 1 WHERE id = 7;", "FROM t WHERE id = 7"),
                Arguments.of(";update T * as x set a=1 where x.id=7 returning *", "FROM T * as x WHERE x.id=7"),
                Arguments.of("UPDATE t SET a = 1", "FROM t"),
                Arguments.of("UPDATE t SET a = 1 RETURNING id AS \"where\", b AS where", "FROM t"),
                Arguments.of(
                        "UPDATE s.t SET a = b IS DISTINCT FROM c, d = t.from FROM u WHERE t.id = u.id",
                        "FROM s.t WHERE EXISTS (SELECT FROM u WHERE t.id = u.id)"),
                Arguments.of(
                        "UPDATE t SET a = (SELECT x FROM y WHERE z), b = extract(day FROM c) WHERE t.where = 1",
                        "FROM t WHERE t.where = 1"),
                Arguments.of(
                        "UPDATE t SET (a, b) = (SELECT 1, 2) FROM u JOIN v ON u.id = v.id WHERE u.id = t.id",
                        "FROM t WHERE EXISTS (SELECT FROM u JOIN v ON u.id = v.id WHERE u.id = t.id)"),
                Arguments.of("UPDATE set SET set = 1 WHERE set.set = 2", "FROM set WHERE set.set = 2"),
                Arguments.of(
                        "UPDATE \"from\" /* WHERE 1 */ SET \"where\" = 'FROM x WHERE y' -- FROM z\n WHERE \"set\" = $q$WHERE$q$ -- all",
                        "FROM \"from\" WHERE \"set\" = $q$WHERE$q$"),
                Arguments.of("UPDATE ä SET a = 'ü' WHERE ö = 'ß'", "FROM ä WHERE ö = 'ß'"),
                Arguments.of("DELETE FROM t WHERE a = ANY(ARRAY[1, 2])", "FROM t WHERE a = ANY(ARRAY[1, 2])"),
                Arguments.of("DELETE FROM t", "FROM t"),
                Arguments.of(
                        "DELETE FROM ONLY t AS x USING u JOIN v USING (id) WHERE x.id = u.id RETURNING x.id AS using",
                        "FROM ONLY t AS x WHERE EXISTS (SELECT FROM u JOIN v USING (id) WHERE x.id = u.id)"),
                Arguments.of("DELETE FROM t USING u", "FROM t WHERE EXISTS (SELECT FROM u)"),
                Arguments.of(
                        "INSERT INTO t (a, b) SELECT a, b FROM u JOIN v ON u.x = v.x ON CONFLICT (a) DO NOTHING RETURNING a",
                        "FROM (SELECT a, b FROM u JOIN v ON u.x = v.x) AS portcullis_rows"),
                Arguments.of("INSERT INTO t TABLE u", "FROM (TABLE u) AS portcullis_rows"),
                Arguments.of(
                        "INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x",
                        "FROM (WITH x AS (SELECT 1) SELECT * FROM x) AS portcullis_rows"));
    }

    @ParameterizedTest
    @MethodSource("counted")
    void findsTheRowsOfTheStatementsOwnClauses(String sql, String query) throws SqlRefused {
        assertThat(rows(sql)).isInstanceOfSatisfying(Found.class, found -> {
            assertThat(found.count()).isEqualTo("SELECT pg_catalog.count(*) " + query);
            assertThat(found.sample()).endsWith(".* " + query + " LIMIT 20");
        });
    }

    @Test
    void keepsAQueryInFrontThatOnlyReads() throws SqlRefused {
        assertThat(
                        rows(
                                "WITH x AS (SELECT 1 AS id) UPDATE t AS \"a\"\"b\" SET v = 1 FROM x WHERE x.id = \"a\"\"b\".id"))
                .isEqualTo(new Found(
                        "WITH x AS (SELECT 1 AS id) SELECT pg_catalog.count(*) FROM t AS \"a\"\"b\""
                                + " WHERE EXISTS (SELECT FROM x WHERE x.id = \"a\"\"b\".id)",
                        "WITH x AS (SELECT 1 AS id) SELECT \"a\"\"b\".* FROM t AS \"a\"\"b\""
                                + " WHERE EXISTS (SELECT FROM x WHERE x.id = \"a\"\"b\".id) LIMIT 20",
                        false));
    }

    @Test
    void countsTheRowsThatAnInsertBringsAlong() throws SqlRefused {
        assertThat(rows("INSERT INTO t VALUES (1), (2), (3) ON CONFLICT DO NOTHING"))
                .isEqualTo(new Brought(3, true));
        assertThat(rows("INSERT INTO t DEFAULT VALUES")).isEqualTo(new Brought(1, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET a = 1 WHERE CURRENT OF c",
                "WITH gone AS (DELETE FROM u RETURNING id) DELETE FROM t USING gone WHERE t.id = gone.id",
                "WITH update AS (SELECT 1) UPDATE t SET a = 1 WHERE id = 7",
                "DELETE FROM t WHERE id IN (SELECT id FROM u FOR UPDATE)",
                "INSERT INTO t (SELECT 1)",
                "INSERT INTO t SELECT 1 FROM u JOIN v ON conflict",
                "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE",
                "SELECT * FROM t FOR UPDATE",
                "SELECT 1",
                "TRUNCATE t",
                "DROP TABLE t",
                "UPDATE t SET a = 1; DELETE FROM t",
                ""
            })
    void saysWhyNobodyCanSay(String sql) throws SqlRefused {
        assertThat(rows(sql))
                .isInstanceOfSatisfying(
                        Untold.class, untold -> assertThat(untold.why()).endsWith("."));
    }

    @Test
    void refusesWhatIsNoSql() {
        assertThatThrownBy(() -> rows("UPDATE t SET")).isInstanceOf(SqlRefused.class);
    }

    @Test
    void writesParametersIntoACommand() throws SqlRefused {
        assertThat(inlined("UPDATE t SET a=$1,b = $2 WHERE c = '$1' AND d=$10 -- $3\n AND $t$ $1 $t$ = e", 10))
                .isEqualTo(
                        "UPDATE t SET a=('v''1'),b = (NULL) WHERE c = '$1' AND d=('v''10') -- $3\n AND $t$ $1 $t$ = e");
        assertThat(inlined("SELECT 1", 0)).isEqualTo("SELECT 1");
        assertThat(inlined("SELECT 'ü', $1::int[] [1]", 1)).isEqualTo("SELECT 'ü', ('v''1')::int[] [1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT $3", "SELECT $1 + $99999"})
    void refusesParametersThatHaveNoValue(String sql) {
        assertThatThrownBy(() -> inlined(sql, 2)).isInstanceOf(SqlRefused.class);
    }

    @Test
    void aValueCannotEndItsLiteral() throws SqlRefused {
        String hostile = "x'); DELETE FROM t; --\\";
        assertThat(InlinedParameters.of(PARSER, "DELETE FROM t WHERE a = $1", List.of(hostile)))
                .isEqualTo("DELETE FROM t WHERE a = ('x''); DELETE FROM t; --\\')");
    }

    @Test
    void treesThatDifferAreNotTheSame() throws SqlRefused {
        var one = PARSER.parse("SELECT a FROM t WHERE b = 1")
                .statements()
                .getFirst()
                .node();
        for (String other : List.of(
                "SELECT a FROM t WHERE b = 2",
                "SELECT a FROM t WHERE b = '1'",
                "SELECT a FROM ONLY t WHERE b = 1",
                "SELECT a FROM t",
                "SELECT a FROM t WHERE b = 1 LIMIT 1")) {
            assertThat(SameTree.PLAIN.same(
                            one, PARSER.parse(other).statements().getFirst().node()))
                    .as(other)
                    .isFalse();
        }
        assertThat(SameTree.PLAIN.same(
                        one,
                        PARSER.parse("select  A from T where (b)=1")
                                .statements()
                                .getFirst()
                                .node()))
                .isTrue();
    }

    @Test
    void namesWhatPasses() throws SqlRefused {
        assertThat(PassingValues.in(
                        PARSER,
                        "DELETE FROM t WHERE a < CURRENT_TIMESTAMP(3) AND b = CURRENT_USER",
                        List.of(
                                new SqlFunction("pg_catalog", "random", true, false),
                                new SqlFunction("pg_catalog", "lower", true, false))))
                .containsExactly("CURRENT_TIMESTAMP", "random");
    }

    private static AffectedRows rows(String sql) throws SqlRefused {
        return AffectedRows.of(PARSER, sql);
    }

    /// With `v'1`, NULL, `v'3`, … as values.
    private static String inlined(String sql, int values) throws SqlRefused {
        String[] texts = new String[values];
        Arrays.setAll(texts, i -> i == 1 ? null : "v'" + (i + 1));
        return InlinedParameters.of(PARSER, sql, Arrays.asList(texts));
    }
}
