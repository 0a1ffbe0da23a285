// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import dev.portcullis.contracts.decision.Decision;
import java.util.List;

/// What came of running a policy's tests.
///
/// @param results one per sample, in the order of the document
/// @param rules one per rule, in the order of the document
public record TestReport(List<Result> results, List<Coverage> rules) {

    public TestReport {
        results = List.copyOf(results);
        rules = List.copyOf(rules);
    }

    /// Whether everything is as its author expects.
    public boolean isGood() {
        return failures().isEmpty();
    }

    /// The samples that are not.
    public List<Result> failures() {
        return results.stream().filter(result -> !result.isGood()).toList();
    }

    /// The rules that the samples do not show both matching and not matching.
    public List<Coverage> uncovered() {
        return rules.stream().filter(rule -> !rule.isCovered()).toList();
    }

    /// One sample.
    ///
    /// @param line where it is in the document
    /// @param as whose it is
    /// @param sample the command
    /// @param expected what should become of it
    /// @param problem what is wrong; empty when all is as expected
    public record Result(int line, String as, String sample, Decision.Outcome expected, String problem) {

        /// Whether it is as expected.
        public boolean isGood() {
            return problem.isEmpty();
        }
    }

    /// How often a rule was reached.
    ///
    /// @param rule its name
    /// @param line where it begins in the document
    /// @param matched for how many samples it matched
    /// @param passed for how many it did not
    public record Coverage(String rule, int line, int matched, int passed) {

        /// Whether there is a sample it matches. A rule that always matches needs no other.
        public boolean isCovered() {
            return matched > 0;
        }
    }
}
