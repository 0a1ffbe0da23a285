// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.engine.checks.Lint;
import dev.portcullis.engine.checks.PolicyTestRun;
import dev.portcullis.engine.checks.TestReport;
import dev.portcullis.engine.classifications.ClassificationsReader;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.testing.Requests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example of `docs/policy.md` and every shipped profile is what it claims to be.
class DocumentationTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());

    @AfterAll
    static void closeParser() {
        PARSER.close();
    }

    static List<String> examples() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy.md"));
        return EXAMPLE.matcher(page)
                .results()
                .map(MatchResult::group)
                .map(DocumentationTest::inside)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfThePageCanBeUsed(String example) {
        if (!example.contains("kind:")) {
            policy(
                    "apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: p}\nmatch: {connections: [c]}\nrules:\n"
                            + example);
            return;
        }
        switch (DocumentReader.kindOf(example)) {
            case POLICY -> {
                TestReport report = run(policy(example));
                assertThat(report.failures()).isEmpty();
                assertThat(report.results()).isNotEmpty();
            }
            case CONNECTION ->
                assertThat(ConnectionReader.read(example, 1).name()).isNotEmpty();
            case CLASSIFICATIONS ->
                assertThat(ClassificationsReader.read(example, 1).columns()).isNotEmpty();
        }
    }

    @Test
    void thePageHasExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(4);
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "policies"))) {
            return files.filter(file -> file.endsWith("policy.yaml") || file.endsWith("policies/orders.yaml"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aShippedPolicyDoesWhatItsTestsExpectReachesEveryRuleAndHasNoFindings(Path file) throws IOException {
        Policy policy = policy(Files.readString(file));
        TestReport report = run(policy);

        assertThat(report.failures()).isEmpty();
        assertThat(report.uncovered()).isEmpty();
        assertThat(Lint.of(policy, Requests.NOON)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aProfileSaysWhatItDoesNotProtectAgainst(Path file) throws IOException {
        if (file.endsWith("policy.yaml")) {
            assertThat(Files.readString(file.resolveSibling("README.md")))
                    .contains("## What it does not protect against");
        }
    }

    private static Policy policy(String text) {
        return new PolicyReader().read(text);
    }

    private static TestReport run(Policy policy) {
        return new PolicyTestRun(new SqlAnalyzer(PARSER), Requests.NOON).run(policy);
    }

    private static String inside(String fenced) {
        return fenced.substring("```yaml\n".length(), fenced.length() - "```".length());
    }
}
