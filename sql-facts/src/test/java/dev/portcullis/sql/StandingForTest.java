// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StandingForTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);

    @AfterAll
    static void close() {
        PARSER.close();
    }

    private static AnalyzedStatement one(String sql) throws SqlRefused {
        return ANALYZER.analyze(sql, SampleCatalog.get()).statements().getFirst();
    }

    @Test
    void anExecutedQueryIsReadOnlyWithTheQuerysOutput() throws SqlRefused {
        AnalyzedStatement execute =
                one("EXECUTE p(1)").standingFor(one("PREPARE p AS SELECT ssn FROM customers WHERE id = $1"));

        assertThat(execute.facts().readOnly()).isTrue();
        assertThat(execute.facts().opaque()).isFalse();
        assertThat(execute.facts().classifications()).containsExactly("pii.ssn");
        assertThat(execute.returnsRows()).isTrue();
        assertThat(execute.output()).extracting(OutputColumn::name).containsExactly("ssn");
        assertThat(execute.text()).isEqualTo("EXECUTE p(1)");
    }

    @Test
    void anExecutedDeletionWritesAndReturnsNoRows() throws SqlRefused {
        AnalyzedStatement execute = one("EXECUTE p").standingFor(one("DELETE FROM customers"));

        assertThat(execute.facts().readOnly()).isFalse();
        assertThat(execute.facts().writes()).isTrue();
        assertThat(execute.facts().hasWhere()).isFalse();
        assertThat(execute.facts().kinds()).containsExactly("EXECUTE", "DELETE");
        assertThat(execute.returnsRows()).isFalse();
    }

    @Test
    void whatTheArgumentsCallCounts() throws SqlRefused {
        AnalyzedStatement query = one("SELECT id FROM products");

        assertThat(one("EXECUTE p(audit_me(1))").standingFor(query).facts().readOnly())
                .isFalse();
        assertThat(one("EXECUTE p(nobody_knows())").standingFor(query).facts().opaque())
                .isTrue();
    }

    @Test
    void whatIsNotResolvedIsOpaqueAndNothingIsKnownOfItsRows() throws SqlRefused {
        assertThat(one("EXECUTE p").facts().opaque()).isTrue();
        assertThat(one("EXECUTE p").output().getFirst().lineage()).isInstanceOf(Lineage.Untraceable.class);
        assertThat(one("FETCH 1 FROM c").output().getFirst().lineage()).isInstanceOf(Lineage.Untraceable.class);
    }

    @Test
    void aFetchHasTheCursorsOutputAndItsOwnBound() throws SqlRefused {
        AnalyzedStatement cursor = one("DECLARE c CURSOR FOR SELECT ssn FROM customers");

        assertThat(one("FETCH 1 FROM c").standingFor(cursor).facts().hasLimit()).isTrue();
        assertThat(one("FETCH ALL FROM c").standingFor(cursor).facts().hasLimit())
                .isFalse();
        assertThat(one("FETCH ALL FROM c").standingFor(cursor).facts().classifications())
                .containsExactly("pii.ssn");
        assertThat(one("FETCH ALL FROM c").standingFor(cursor).outputOf(1)).isPresent();
    }

    @Test
    void whatHasRowsOfItsOwnKeepsThemAndWhatItDoes() throws SqlRefused {
        AnalyzedStatement cursor = one("DECLARE c CURSOR FOR SELECT id FROM customers");
        AnalyzedStatement update = one("UPDATE customers SET name = nobody_knows() WHERE CURRENT OF c RETURNING ssn")
                .standingFor(cursor);

        assertThat(update.output()).extracting(OutputColumn::name).containsExactly("ssn");
        assertThat(update.facts().classifications()).contains("pii.ssn");
        assertThat(update.facts().writes()).isTrue();
        assertThat(update.facts().readOnly()).isFalse();
        assertThat(update.facts().opaque()).isTrue();
    }

    @Test
    void anExplainedExecuteIsKnownAndHasThePlanForItsRows() throws SqlRefused {
        AnalyzedStatement explain = one("EXPLAIN EXECUTE p").standingFor(one("PREPARE p AS SELECT ssn FROM customers"));

        assertThat(explain.facts().opaque()).isFalse();
        assertThat(explain.output()).extracting(OutputColumn::name).containsExactly("QUERY PLAN");
    }
}
