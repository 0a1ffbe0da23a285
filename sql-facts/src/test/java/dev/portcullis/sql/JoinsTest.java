// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns that a join merges: of two types the server casts one to the other.
class JoinsTest {
    private static final int DATE = 1082;
    private static final int TIMESTAMP = 1114;
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final CatalogSnapshot CATALOG = catalog();

    @AfterAll
    static void close() {
        PARSER.close();
    }

    private static CatalogSnapshot catalog() {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        table(catalog, 1, "people", DATE);
        table(catalog, 2, "visits", TIMESTAMP);
        table(catalog, 3, "births", DATE);
        catalog.classify("public", "people", "day", "pii.born");
        return catalog.build();
    }

    private static void table(CatalogSnapshot.Builder catalog, long oid, String name, long type) {
        catalog.relation(oid, "public", name, 'r', null);
        catalog.column(oid, "day", 1, type, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT day FROM people JOIN visits USING (day)",
                "SELECT day FROM people NATURAL JOIN visits",
                "SELECT day FROM people LEFT JOIN visits USING (day)",
                "SELECT day FROM visits RIGHT JOIN people USING (day)",
                "SELECT j.day FROM people JOIN visits USING (day) AS j",
                "SELECT day FROM people JOIN births USING (day) JOIN visits USING (day)",
                "SELECT day FROM people JOIN (SELECT day::timestamp FROM births) b USING (day)"
            })
    void aColumnThatMayBeCastIsDerived(String sql) throws SqlRefused {
        assertThat(lineage(sql)).isInstanceOf(Lineage.Derived.class);
        assertThat(lineage(sql).classifications()).contains("pii.born");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT day FROM people JOIN births USING (day)",
                "SELECT day FROM people NATURAL JOIN births",
                "SELECT day FROM people LEFT JOIN births USING (day)",
                "SELECT day FROM births RIGHT JOIN people USING (day)",
                "SELECT people.day FROM people JOIN visits USING (day)"
            })
    void aColumnThatIsNotCastIsItself(String sql) throws SqlRefused {
        assertThat(lineage(sql)).isInstanceOf(Lineage.Identity.class);
        assertThat(lineage(sql).classifications()).containsExactly("pii.born");
    }

    @Test
    void theOtherSideIsWhatItsClassificationSays() throws SqlRefused {
        assertThat(lineage("SELECT day FROM visits JOIN people USING (day)")).isInstanceOf(Lineage.Derived.class);
        assertThat(lineage("SELECT day FROM births JOIN people USING (day)").classifications())
                .containsExactly("pii.born");
    }

    private static Lineage lineage(String sql) throws SqlRefused {
        return new SqlAnalyzer(PARSER)
                .analyze(sql, CATALOG)
                .statements()
                .getFirst()
                .output()
                .getFirst()
                .lineage();
    }
}
