// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.engine.checks.Finding;
import dev.portcullis.engine.checks.Lint;
import dev.portcullis.engine.checks.PolicyTestRun;
import dev.portcullis.engine.checks.TestReport;
import dev.portcullis.engine.documents.DocumentError;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs the tests that policies carry, here and without any server.
@Command(
        name = "test",
        description = "Run the tests that policies carry. Needs no running Portcullis; made for CI.",
        footer = "Exit status 1 if a policy cannot be read or a sample is not as expected.")
final class TestCommand implements Callable<Integer> {

    private static final int DEPTH = 10;

    private final PrintWriter out;
    private final Instant now = Clock.systemUTC().instant();
    private final PolicyReader reader = new PolicyReader();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "policies, or folders with policies")
    private List<Path> named = List.of();

    @Option(
            names = "--strict",
            description = "also fail on warnings, on rules that no sample reaches and on policies without tests")
    private boolean strict;

    TestCommand(Surroundings surroundings) {
        this.out = surroundings.out();
    }

    @Override
    public Integer call() {
        boolean good = true;
        int policies = 0;
        try (SqlParser parser = new SqlParser(SqlParserLimits.defaults())) {
            PolicyTestRun run = new PolicyTestRun(new SqlAnalyzer(parser), now);
            for (Path file : DocumentFiles.of(named, DEPTH)) {
                String text = read(file);
                if (isPolicy(text)) {
                    policies++;
                    good &= test(file, text, run);
                }
            }
        }
        if (policies == 0) {
            throw new CommandFailed("There is no policy among these files.");
        }
        out.flush();
        return good ? 0 : 1;
    }

    private boolean test(Path file, String text, PolicyTestRun run) {
        try {
            Policy policy = reader.read(text);
            TestReport report = run.run(policy);
            List<String> warnings = warnings(policy, report);
            summary(file, policy, report);
            report.failures()
                    .forEach(failure -> line(
                            file,
                            failure.line(),
                            "as " + failure.as() + ", '" + failure.sample() + "' " + failure.problem()));
            warnings.forEach(warning -> out.println("  " + file + ":" + SafeText.line(warning)));
            return report.isGood() && !(strict && !warnings.isEmpty());
        } catch (InvalidDocumentException e) {
            out.println(file + ": cannot be read");
            for (DocumentError error : e.errors()) {
                out.println("  " + file + ":" + SafeText.block(error.toString()));
            }
            return false;
        }
    }

    private void summary(Path file, Policy policy, TestReport report) {
        int good = report.results().size() - report.failures().size();
        int reached = report.rules().size() - report.uncovered().size();
        out.println(file + ": " + policy.name() + ": " + good + " of "
                + report.results().size() + " samples as expected, " + reached + " of "
                + report.rules().size() + " rules reached");
    }

    private List<String> warnings(Policy policy, TestReport report) {
        List<String> warnings = new ArrayList<>();
        Lint.of(policy, now).stream().map(Finding::toString).forEach(warnings::add);
        if (policy.tests().isEmpty()) {
            warnings.add("1: It has no tests.");
        } else {
            report.uncovered()
                    .forEach(rule -> warnings.add(rule.line() + ": " + rule.rule() + ": No sample reaches it."));
        }
        return warnings;
    }

    private void line(Path file, int line, String message) {
        out.println("  " + file + ":" + line + ": " + SafeText.line(message));
    }

    private static boolean isPolicy(String text) {
        try {
            return DocumentReader.kindOf(text) == DocumentKind.POLICY;
        } catch (InvalidDocumentException e) {
            // What is no document at all is reported as one that cannot be read.
            return true;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailed("Cannot read " + file + ": " + e.getMessage());
        }
    }
}
