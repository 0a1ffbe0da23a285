// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.testing.Requests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PolicyTestRunTest {

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());

    private static final String POLICY = """
            apiVersion: portcullis.dev/v1
            kind: Policy
            metadata: {name: p}
            match: {connections: [orders]}
            rules:
              - {name: connect, on: session, effect: allow, when: '"agents" in identity.groups'}
              - {name: read, effect: allow, when: '"agents" in identity.groups && sql.readOnly'}
              - {name: ask, effect: hold, when: 'sql.changes("public.orders")', approval: {quorum: 1 of dba, ttl: 5m}}
              - {name: no-ssn, effect: deny, when: 'sql.filtersBy("pii.ssn")'}
              - {name: at-night, effect: deny, when: 'request.time.within("20:00-06:00", "UTC")'}
            tests:
              connection: {name: orders}
              tables:
                customers: [id, ssn]
                orders: [id, status]
              classifications:
                customers: {ssn: pii.ssn}
              identities:
                agent: {groups: [agents]}
                stranger: {}
              cases:
            """;

    @AfterAll
    static void closeParser() {
        PARSER.close();
    }

    @Test
    void everySampleIsParsedAndJudged() {
        TestReport report = run("""
                - as: agent
                  allow: [connect, SELECT id FROM customers]
                  hold: ["UPDATE orders SET status = 'x' WHERE id = 1"]
                - {as: agent, because: no-ssn, deny: "SELECT id FROM customers WHERE ssn = '1'"}
                - {as: agent, at: 2026-11-21T21:00:00Z, because: at-night, deny: [SELECT 1]}
                - {as: stranger, deny: [connect, SELECT 1, not SQL at all]}
                """);

        assertThat(report.failures()).isEmpty();
        assertThat(report.results()).hasSize(8);
        assertThat(report.isGood()).isTrue();
        assertThat(report.uncovered()).isEmpty();
    }

    @Test
    void aSampleThatIsNotAsExpectedSaysWhatItIsAndWhy() {
        TestReport report = run("""
                - {as: agent, allow: ["UPDATE orders SET status = 'x' WHERE id = 1"]}
                - {as: stranger, allow: [connect]}
                - {as: agent, allow: [not SQL at all]}
                - {as: agent, because: at-night, deny: ["SELECT id FROM customers WHERE ssn = '1'"]}
                """);

        assertThat(report.failures())
                .extracting(TestReport.Result::problem)
                .containsExactly(
                        "is held, because of ask (hold)",
                        "is denied, because of No rule allows this.",
                        "cannot be read: syntax error at or near \"not\"",
                        "is denied as expected, but because of read (allow), no-ssn (deny)");
        assertThat(report.failures().getFirst().line()).isEqualTo(22);
        assertThat(report.isGood()).isFalse();
    }

    @Test
    void rulesThatNoSampleReachesAreNamed() {
        TestReport report = run("- {as: agent, allow: [connect]}\n");

        assertThat(report.uncovered())
                .extracting(TestReport.Coverage::rule)
                .containsExactly("read", "ask", "no-ssn", "at-night");
        assertThat(report.rules().getFirst()).isEqualTo(new TestReport.Coverage("connect", 6, 1, 0));
    }

    private static TestReport run(String cases) {
        var policy = new PolicyReader().read(POLICY + cases.indent(4));
        return new PolicyTestRun(new SqlAnalyzer(PARSER), Requests.NOON).run(policy);
    }
}
