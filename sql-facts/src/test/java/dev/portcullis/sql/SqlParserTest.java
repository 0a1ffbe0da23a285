// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.sql.SqlRefused.Reason;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @Test
    void splitsACommandIntoItsStatements() throws SqlRefused {
        ParseTree tree = PARSER.parse("SELECT 'ä;ö' ; /* no; */ DELETE FROM t; ");

        assertThat(tree.statements())
                .extracting(s -> s.text().strip())
                .containsExactly("SELECT 'ä;ö'", "DELETE FROM t");
        assertThat(tree.statements().getLast().node().has("DeleteStmt")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", ";;", "-- nothing", "/* nothing /* at */ all */"})
    void anEmptyCommandHasNoStatements(String sql) throws SqlRefused {
        assertThat(PARSER.parse(sql).statements()).isEmpty();
    }

    @Test
    void tellsWherePostgresStoppedReading() {
        assertThatThrownBy(() -> PARSER.parse("SELECT 'ä' FROM FROM t"))
                .isInstanceOfSatisfying(SqlRefused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.UNPARSABLE);
                    assertThat(refused).hasMessage("syntax error at or near \"FROM\"");
                    assertThat(refused.position()).isEqualTo(17);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'x",
                "SELECT $1$",
                "SELECT \"\"",
                "/* open",
                "SELECT U&'\\zz'",
                "SELECT 1a",
                "\0",
                "SELECT '\uD800'"
            })
    void whatPostgresDoesNotReadIsRefused(String sql) {
        assertThatThrownBy(() -> PARSER.parse(sql))
                .isInstanceOfSatisfying(
                        SqlRefused.class, r -> assertThat(r.reason()).isEqualTo(Reason.UNPARSABLE));
    }

    @Test
    void readsAgainAfterManyErrors() throws SqlRefused {
        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() -> PARSER.parse("SELEC 1")).isInstanceOf(SqlRefused.class);
        }
        assertThat(PARSER.parse("SELECT 1").statements()).hasSize(1);
    }

    @Test
    void aCommandOfTheLargestSizeIsReadAndALargerOneRefused() throws SqlRefused {
        int max = SqlParserLimits.defaults().maxBytes();
        String largest = "SELECT '" + "x".repeat(max - 9) + "'";

        assertThat(PARSER.parse(largest).statements()).hasSize(1);
        assertThatThrownBy(() -> PARSER.parse(largest + " "))
                .isInstanceOfSatisfying(
                        SqlRefused.class, r -> assertThat(r.reason()).isEqualTo(Reason.TOO_LONG));
        assertThatThrownBy(() -> PARSER.parse("SELECT '" + "ä".repeat(max / 2) + "'"))
                .isInstanceOfSatisfying(
                        SqlRefused.class, r -> assertThat(r.reason()).isEqualTo(Reason.TOO_LONG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"- ", "NOT ", "(", "ARRAY[", "a.b||", "(SELECT ", "CASE WHEN ", "{\""})
    void aNestingBombIsRefusedAndTheParserGoesOn(String open) throws SqlRefused {
        String bomb = "SELECT " + open.repeat(60_000 / open.length()) + "1";

        assertThatThrownBy(() -> PARSER.parse(bomb)).isInstanceOf(SqlRefused.class);
        assertThat(PARSER.parse("SELECT 1").statements()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'- ', 20000", "'- ', 9000", "'NOT ', 15000", "'NOT ', 3000", "'+ ', 3000", "'- ', 600"})
    void aWellFormedNestingBombIsTooDeep(String open, int times) {
        String bomb = "SELECT " + open.repeat(times) + "true";

        assertThatThrownBy(() -> PARSER.parse(bomb))
                .isInstanceOfSatisfying(
                        SqlRefused.class, r -> assertThat(r.reason()).isEqualTo(Reason.TOO_DEEP));
    }

    @Test
    void manyThreadsShareTheParsers() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> work = IntStream.range(0, 200)
                    .<Callable<Integer>>mapToObj(i -> () ->
                            PARSER.parse("SELECT 1;".repeat(i)).statements().size())
                    .toList();
            List<Future<Integer>> done = threads.invokeAll(work);
            for (int i = 0; i < done.size(); i++) {
                assertThat(done.get(i).get()).isEqualTo(i);
            }
        }
    }
}
