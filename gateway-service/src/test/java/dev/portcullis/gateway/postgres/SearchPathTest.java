// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.CatalogSnapshot;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which functions of the server's own go with an empty path.
class SearchPathTest {
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);
    private static final Catalog CATALOG = catalog();

    private static final String SHORT = "SELECT x FROM empties_not";
    private static final String WHOLE = "SELECT x FROM public.empties_not";

    private static Catalog catalog() {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        catalog.function("pg_catalog", "query_to_xml", 4, 4, 'v');
        catalog.function("pg_catalog", "table_to_xml", 4, 4, 's');
        catalog.function("pg_catalog", "cursor_to_xml", 5, 5, 'v');
        catalog.function("pg_catalog", "ts_stat", 1, 1, 'v');
        catalog.function("pg_catalog", "set_config", 3, 3, 'v');
        catalog.function("pg_catalog", "pg_export_snapshot", 0, 0, 'v');
        catalog.function("pg_catalog", "pg_advisory_lock", 1, 1, 'v');
        catalog.function("public", "pg_advisory_lock", 1, 1, 'v');
        catalog.relation(1, "public", "empties", 'v', "SELECT pg_catalog.set_config('search_path', '', false) AS x")
                .column(1, "x", 1, 25, false);
        catalog.relation(2, "public", "empties_not", 'r', null).column(2, "x", 1, 25, false);
        catalog.function("public", "says_stable", 0, 0, 's');
        catalog.function("public", "says_immutable", 0, 0, 'i');
        catalog.function("public", "length", 1, 1, 'i');
        catalog.function("information_schema", "of_the_server", 0, 0, 'i');
        catalog.relation(3, "public", "calls", 'v', "SELECT public.says_immutable() AS x")
                .column(3, "x", 1, 25, false);
        return catalog.build();
    }

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_catalog.query_to_xml('SELECT public.f()', false, false, '')",
                "SELECT pg_catalog.table_to_xml('v', false, false, '')",
                "SELECT pg_catalog.cursor_to_xml('c', 1, false, false, '')",
                "SELECT * FROM pg_catalog.ts_stat('SELECT public.f()')",
                "SELECT public.pg_advisory_lock(1)",
                // whatever it declares of itself, it may call what does not
                "SELECT public.says_stable()",
                "SELECT public.says_immutable()",
                "SELECT length('x')",
                "SELECT x FROM public.calls",
                "EXPLAIN ANALYZE SELECT public.says_immutable()"
            })
    void afterWhatRunsQueriesAnEmptyPathFindsNothing(String sql) throws SqlRefused {
        for (String empties : List.of("SET search_path = ''", "SELECT x FROM public.empties")) {
            SearchPath before = new SearchPath();
            assertThat(before.running(read(empties))).isNull();
            assertThat(before.running(read(SHORT))).isNull();
            assertThat(before.running(read(sql))).isNull();
            assertThat(before.running(read(SHORT))).isInstanceOf(Refusal.NotSupported.class);
            assertThat(before.running(read(WHOLE))).isNull();

            SearchPath after = new SearchPath();
            assertThat(after.running(read(sql))).isNull();
            assertThat(after.running(read(SHORT))).isNull();
            assertThat(after.running(read(empties))).isNull();
            assertThat(after.running(read(SHORT))).isInstanceOf(Refusal.NotSupported.class);
            assertThat(after.running(read(WHOLE))).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_catalog.pg_export_snapshot()",
                "SELECT pg_catalog.pg_advisory_lock(1)",
                "SELECT pg_catalog.set_config('row_security', 'off', false)",
                "SELECT pg_catalog.length('x')",
                "SELECT information_schema.of_the_server()"
            })
    void whatRunsNoneDoes(String sql) throws SqlRefused {
        SearchPath path = new SearchPath();
        assertThat(path.running(read(sql))).isNull();
        assertThat(path.running(read("SET search_path = ''"))).isNull();
        assertThat(path.running(read(sql))).isNull();
        assertThat(path.running(read(SHORT))).isNull();
    }

    private static AnalyzedCommand read(String sql) throws SqlRefused {
        return ANALYZER.analyze(sql, CATALOG);
    }
}
