// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import dev.portcullis.testing.Requests;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ways to say to PostgreSQL what policy would refuse if it were said plainly, and harmless commands that look like
/// such; each with the facts and the decision of `policies/orders.yaml` for an agent.
class EvasionTest {

    private static final PolicySet SET = ShippedPolicies.read();
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final SqlAnalyzer ANALYZER = new SqlAnalyzer(PARSER);
    private static final EvasionCatalog CATALOG = EvasionCatalog.classifiedBy(SET.classifications("orders"));

    @AfterAll
    static void closeParser() {
        PARSER.close();
    }

    static List<EvasionCase> corpus() {
        return EvasionCase.readAll();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isSeenThrough(EvasionCase one) {
        assertThat(judge(one.sql())).isEqualTo(one.expected());
    }

    /// What a shape remembers of one command must hold for the next one of it.
    @ParameterizedTest
    @MethodSource("corpus")
    void isSeenThroughAgain(EvasionCase one) {
        judge(one.sql().replace("7", "8").replace("'%'", "'a%'"));
        assertThat(judge(one.sql())).isEqualTo(one.expected());
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(corpus()).hasSizeGreaterThan(600).doesNotHaveDuplicates();
    }

    static EvasionCase.Expected judge(String sql) {
        try {
            var facts = ANALYZER.analyze(sql, CATALOG.snapshot()).facts();
            Decision decision = Judge.decide(SET, Requests.sql(facts, "agents"), Judge.Trace.NONE);
            return new EvasionCase.Expected(said(decision), FactsLines.of(facts));
        } catch (SqlRefused e) {
            return new EvasionCase.Expected(
                    "refused " + e.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '), "");
        }
    }

    private static String said(Decision decision) {
        String outcome = decision.outcome().name();
        String rules = decision.reasons().stream()
                .filter(reason -> reason.effect().equalsIgnoreCase(outcome) && !outcome.equals("ALLOW"))
                .map(Decision.Reason::rule)
                .sorted()
                .collect(Collectors.joining(" "));
        return (outcome.toLowerCase(Locale.ROOT) + " " + rules).strip();
    }
}
