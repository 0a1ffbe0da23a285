// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.sql.CopyOut.Format;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyOptionsTest {
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @Test
    void hasPostgresqlsDefaults() throws SqlRefused {
        CopyOut text = new CopyOut(Format.TEXT, false, (byte) '\t', "\\N", (byte) '"', (byte) '"', List.of(25L));
        CopyOut csv = new CopyOut(Format.CSV, false, (byte) ',', "", (byte) '"', (byte) '"', List.of(25L));
        assertThat(of("")).isEqualTo(text);
        assertThat(of("(FORMAT text, HEADER off)")).isEqualTo(text);
        assertThat(of("CSV")).isEqualTo(csv);
        assertThat(of("(FORMAT csv, ENCODING 'UTF-8')")).isEqualTo(csv);
        assertThat(of("BINARY").format()).isEqualTo(Format.BINARY);
        assertThat(of("(FORMAT 'binary')").format()).isEqualTo(Format.BINARY);
    }

    @Test
    void readsWhatIsSet() throws SqlRefused {
        CopyOut all = new CopyOut(Format.CSV, true, (byte) '|', "nil", (byte) '\'', (byte) '^', List.of(25L));
        assertThat(of("(FORMAT csv, HEADER, DELIMITER '|', NULL 'nil', QUOTE '''', ESCAPE '^', FORCE_QUOTE *)"))
                .isEqualTo(all);
        assertThat(of("WITH CSV HEADER DELIMITER '|' NULL 'nil' QUOTE '''' ESCAPE '^' FORCE QUOTE name"))
                .isEqualTo(all);
        assertThat(of("(FORMAT csv, QUOTE '''')").escape()).isEqualTo((byte) '\'');
        assertThat(of("(HEADER true)").header()).isTrue();
        assertThat(of("(HEADER 1)").header()).isTrue();
        assertThat(of("(HEADER 0)").header()).isFalse();
    }

    @Test
    void knowsTypesWhereTheyAreAColumnsOwn() throws SqlRefused {
        assertThat(analyze("COPY (SELECT id, upper(name), name AS n FROM customers) TO STDOUT")
                        .types())
                .containsExactly(25L, 0L, 25L);
        assertThat(analyze("COPY (SELECT * FROM unheard_of) TO STDOUT").types()).isEmpty();
        assertThat(analyze("COPY customers TO STDOUT").types()).hasSize(6);
    }

    /// What PostgreSQL has yet to invent, or does not take: such rows are not looked into.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(FORMAT parquet)",
                "(FORMAT 'CSV')",
                "(ENCODING 'SJIS')",
                "(DELIMITER 'ab')",
                "(DELIMITER '')",
                "(FORMAT csv, QUOTE 'ä')",
                "(HEADER match)",
                "(HEADER 2)",
                "(ROW_SEPARATOR '|')"
            })
    void saysWhatItDoesNotUnderstand(String options) throws SqlRefused {
        assertThat(of(options).format()).isEqualTo(Format.UNKNOWN);
    }

    private static CopyOut of(String options) throws SqlRefused {
        return analyze("COPY customers (name) TO STDOUT " + options);
    }

    private static CopyOut analyze(String sql) throws SqlRefused {
        return ANALYZER.analyze(sql, SampleCatalog.get())
                .statements()
                .getFirst()
                .copyOut();
    }
}
