// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlStatement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
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
        return catalog.build();
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

    private static SqlStatement facts(String sql) throws SqlRefused {
        return ANALYZER.analyze(sql, CATALOG).statements().getFirst().facts();
    }
}
