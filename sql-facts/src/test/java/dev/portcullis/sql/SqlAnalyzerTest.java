// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlAnalyzerTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);
    private static final Catalog CATALOG = SampleCatalog.get();

    @AfterAll
    static void close() {
        PARSER.close();
    }

    static List<Corpus.Case> corpus() {
        return Corpus.read("corpus.txt");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void saysWhatACommandIsAndTouches(Corpus.Case test) throws SqlRefused {
        assertThat(Corpus.describe(ANALYZER.analyze(test.sql(), CATALOG))).isEqualTo(test.expected());
    }
}
