// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.testing.Requests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSampleTest {
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @Test
    void readsNameArgumentsAndFindings() {
        assertThat(ToolSample.facts("TOOL read_file path=/tmp/x options.force=true findings=pan,iban"))
                .isEqualTo(new ToolFacts(
                        "read_file", Map.of("path", "/tmp/x", "options.force", "true"), List.of("pan", "iban")));
        assertThat(ToolSample.facts("TOOL now")).isEqualTo(new ToolFacts("now", Map.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOOL read_file path", "TOOL read_file =x"})
    void refusesWhatItCannotRead(String text) {
        assertThatThrownBy(() -> ToolSample.facts(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /// A rule on commands says nothing of tool calls, and what no rule allows is denied.
    @Test
    void callsAreJudgedByTheirOwnRules() {
        TestReport report = new PolicyTestRun(new SqlAnalyzer(PARSER), Requests.NOON).run(new PolicyReader().read("""
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: tools}
                match: {connections: [llm]}
                rules:
                  - {name: ask, effect: allow, when: 'true'}
                  - {name: read, on: tool, effect: allow, when: 'tool.name == "read_file"'}
                  - {name: no-secrets, on: tool, effect: deny, when: 'tool.arguments.path.startsWith("/etc/")'}
                  - {name: shell, on: tool, effect: hold, when: 'tool.name == "shell"', approval: {quorum: 1 of dba, ttl: 5m}}
                tests:
                  connection: {name: llm, type: http}
                  identities: {agent: {}}
                  cases:
                    - as: agent
                      allow: [GET /v1/models endpoint=models, TOOL read_file path=notes.txt]
                      hold: [TOOL shell path=x command=ls]
                      deny: [TOOL read_file path=/etc/passwd, TOOL read_file, TOOL shell, TOOL write_file path=x]
                """));
        assertThat(report.results())
                .hasSize(7)
                .allSatisfy(result -> assertThat(result.problem()).isEmpty());
        assertThat(report.results()).extracting(TestReport.Result::expected).contains(Outcome.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: x, on: tool, effect: mask, when: 'true', mask: [{detector: secrets, method: redact}]}",
                "{name: x, on: tool, effect: oblige, when: 'true', oblige: {rows: 5}}",
                "{name: x, on: toll, effect: allow, when: 'true'}"
            })
    void rulesOnCallsNeitherMaskNorOblige(String rule) {
        assertThatThrownBy(() -> new PolicyReader().read("""
                        apiVersion: portcullis.dev/v1
                        kind: Policy
                        metadata: {name: tools}
                        match: {connections: [llm]}
                        rules:
                          - %s
                        """.formatted(rule))).hasMessageContaining("tool");
    }
}
