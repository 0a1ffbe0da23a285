// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import dev.portcullis.engine.checks.Finding;
import dev.portcullis.engine.checks.Lint;
import dev.portcullis.engine.checks.PolicyTestRun;
import dev.portcullis.engine.checks.TestReport;
import dev.portcullis.engine.documents.DocumentError;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What stands between a policy's text and its being in force: it can be read, and it does what its own tests expect.
@Component
public final class AcceptedPolicies {

    private final PolicyReader reader;
    private final Clock clock;
    private @Nullable SqlParser parser;

    AcceptedPolicies(PolicyReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /// The policy a text describes.
    ///
    /// @throws InvalidDocumentException with every fault, or else with every test that fails
    public Policy read(String source) {
        Policy policy = reader.read(source);
        if (policy.tests().isPresent()) {
            TestReport report = new PolicyTestRun(new SqlAnalyzer(parser()), clock.instant()).run(policy);
            if (!report.isGood()) {
                throw new InvalidDocumentException(
                        report.failures().stream().map(AcceptedPolicies::error).toList());
            }
        }
        return policy;
    }

    /// What its author may not mean.
    List<Finding> findings(Policy policy) {
        return Lint.of(policy, clock.instant());
    }

    private static DocumentError error(TestReport.Result failure) {
        return new DocumentError(
                failure.line(),
                1,
                "tests",
                "as " + failure.as() + ", '" + failure.sample() + "' " + failure.problem(),
                "");
    }

    /// Made when the first policy with tests arrives: most of the time nobody changes policies.
    private synchronized SqlParser parser() {
        SqlParser made = parser;
        if (made == null) {
            made = new SqlParser(SqlParserLimits.defaults());
            parser = made;
        }
        return made;
    }

    @PreDestroy
    synchronized void close() {
        if (parser != null) {
            parser.close();
        }
    }
}
