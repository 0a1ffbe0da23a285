// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `set_config` is `SET` in the shape of a function: it is judged by what it sets, where that is known.
class SetConfigTest {
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);
    private static final Catalog CATALOG = catalog();

    private static CatalogSnapshot catalog() {
        CatalogSnapshot.Builder catalog = CatalogSnapshot.builder(List.of("public"));
        catalog.function("pg_catalog", "set_config", 3, 3, 'v');
        catalog.function("public", "set_config", 3, 3, 'v');
        catalog.relation(1, "pg_catalog", "pg_settings", 'v', null).column(1, "name", 1, 25, false);
        catalog.relation(2, "public", "evil", 'r', null).column(2, "name", 1, 25, false);
        view(catalog, 10, "renames", "SELECT set_config('search_path', 'evil', false) AS x");
        view(catalog, 11, "renames_again", "SELECT x FROM public.renames");
        view(catalog, 12, "empties", "SELECT pg_catalog.set_config('search_path', '', false) AS x");
        view(catalog, 13, "sets_rows", "SELECT set_config(name, 'x', false) AS x FROM pg_settings");
        return catalog.build();
    }

    private static void view(CatalogSnapshot.Builder catalog, long oid, String name, String query) {
        catalog.relation(oid, "public", name, 'v', query).column(oid, "x", 1, 25, false);
    }

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_catalog.set_config('search_path', '', false)",
                "SELECT pg_catalog.set_config('search_path', '', true)",
                "SELECT pg_catalog.set_config('DateStyle', 'ISO', false)",
                "SELECT pg_catalog.set_config(name, 'view, foreign-table', false) FROM pg_settings"
                        + " WHERE name = 'restrict_nonsystem_relation_kind'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_catalog.pg_settings WHERE name = 'row_security'"
            })
    void setsWhatIsHarmless(String sql) throws SqlRefused {
        SqlStatement facts = facts(sql);
        assertThat(facts.readOnly()).isTrue();
        assertThat(facts.administrative()).isFalse();
        assertThat(facts.classifications()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_catalog.set_config('search_path', 'evil', false)",
                "SELECT pg_catalog.set_config('search_path', NULL, false)",
                "SELECT pg_catalog.set_config('search_path', '' || 'evil', false)",
                "SELECT pg_catalog.set_config('search_path', name, false) FROM evil",
                "SELECT pg_catalog.set_config('role', '', false)",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'search_path'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name <> 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security' OR true",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM evil WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM evil AS pg_settings WHERE name = 'row_security'",
                "WITH pg_settings AS (SELECT 'role' AS name)"
                        + " SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false), 1 FROM pg_settings WHERE name = 'row_security'",
                "SELECT (SELECT pg_catalog.set_config(name, 'x', false) FROM evil) FROM pg_settings"
                        + " WHERE name = 'row_security'"
            })
    void setsWhatIsNot(String sql) throws SqlRefused {
        SqlStatement facts = facts(sql);
        assertThat(facts.readOnly()).isFalse();
        assertThat(facts.administrative()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT set_config('search_path', '', false)",
                "SELECT public.set_config('search_path', '', false)",
                "SELECT pg_catalog.set_config('datestyle', name, false) FROM evil"
            })
    void isNotTrustedWhereItMayBeAnother(String sql) throws SqlRefused {
        assertThat(facts(sql).readOnly()).isFalse();
        assertThat(facts(sql).functions()).anyMatch(SqlFunction::sideEffects);
    }

    /// Everything but the one form of `pg_dump` may make `name` something else, or do more than the one call.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security' LIMIT 1",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security' OFFSET 0",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " ORDER BY name FETCH FIRST 1 ROW WITH TIES",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security' ORDER BY 1",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " GROUP BY name",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " HAVING true",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " WINDOW w AS (PARTITION BY name)",
                "SELECT DISTINCT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'",
                "SELECT DISTINCT ON (name) pg_catalog.set_config(name, 'x', false) FROM pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT ALL pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " FOR UPDATE",
                "SELECT pg_catalog.set_config(name, 'x', false) INTO t FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " UNION ALL SELECT name FROM evil",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'"
                        + " EXCEPT VALUES ('x')",
                "VALUES ((SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings"
                        + " WHERE name = 'row_security'))",
                "SELECT (SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings"
                        + " WHERE name = 'row_security')",
                "WITH w AS (SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings"
                        + " WHERE name = 'row_security') SELECT 1 FROM w",
                "SELECT pg_catalog.set_config(name, 'x', false) AS x FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings AS s WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings s(y, name)"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM ONLY pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM d.pg_catalog.pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM public.pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings TABLESAMPLE system (1)"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings, evil WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings CROSS JOIN evil"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM (SELECT name FROM evil) AS pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name OPERATOR(public.=)"
                        + " 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name IN ('row_security')",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = ANY ('row_security')",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = 'row_security'::text",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE name = $1",
                "SELECT pg_catalog.set_config(name, 'x', false) FROM pg_settings WHERE 'row_security' = name",
                "SELECT pg_catalog.set_config(evil.name, 'x', false) FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, $1, false) FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, name, false) FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', NOT true) FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', VARIADIC 'x') FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(DISTINCT name, 'x', false) FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false ORDER BY name) FROM pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) FILTER (WHERE true) FROM pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) OVER () FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'x', false) WITHIN GROUP (ORDER BY name) FROM pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name => name, new_value => 'x', is_local => false) FROM pg_settings"
                        + " WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, (SELECT pg_catalog.set_config(name, 'x', true) FROM evil), false)"
                        + " FROM pg_settings WHERE name = 'row_security'",
                "SELECT pg_catalog.set_config(name, 'on', false) FROM pg_settings WHERE name = 'row_security' LIMIT"
                        + " (SELECT length(pg_catalog.set_config(name, 'archive, pg_temp', true))"
                        + " FROM (VALUES ('search_path')) AS q(name))"
            })
    void isTheOneFormOrAnySetting(String sql) throws SqlRefused {
        SqlStatement facts = facts(sql);
        assertThat(facts.readOnly()).isFalse();
        assertThat(facts.administrative()).isTrue();
        assertThat(facts.settings()).contains("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"renames", "renames_again", "sets_rows"})
    void setsWhatTheViewsItReadsSet(String view) throws SqlRefused {
        SqlStatement facts = facts("SELECT x FROM public." + view);
        assertThat(facts.administrative()).isTrue();
        assertThat(facts.readOnly()).isFalse();
        assertThat(facts.settings()).containsExactly(view.equals("sets_rows") ? "*" : "search_path");
    }

    @Test
    void namesWhatAViewSetsHarmlessly() throws SqlRefused {
        SqlStatement facts = facts("SELECT x FROM public.empties");
        assertThat(facts.settings()).containsExactly("search_path");
        assertThat(facts.administrative()).isFalse();
    }

    private static SqlStatement facts(String sql) throws SqlRefused {
        return ANALYZER.analyze(sql, CATALOG).statements().getFirst().facts();
    }
}
