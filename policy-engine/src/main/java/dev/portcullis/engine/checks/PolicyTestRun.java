// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.checks;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.Facts;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.engine.decisions.Judge;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.decisions.PolicySet.VersionedPolicy;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.engine.policies.PolicyTests;
import dev.portcullis.engine.policies.PolicyTests.Sample;
import dev.portcullis.engine.policies.PolicyTests.SampleIdentity;
import dev.portcullis.sql.Catalog;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlRefused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Runs the tests of a policy, the policy alone or beside one that allows everything,
/// on the facts that PostgreSQL's own parser finds in the samples.
public final class PolicyTestRun {

    private static final Policy OTHERS = new PolicyReader().read("""
            apiVersion: portcullis.dev/v1
            kind: Policy
            metadata: {name: everything-else-is-allowed}
            match: {connections: ["*"]}
            rules:
              - {name: others-connect, on: session, effect: allow, when: 'true'}
              - {name: others-allow, effect: allow, when: 'true'}
              - {name: others-call, on: tool, effect: allow, when: 'true'}
            """);

    private final SqlAnalyzer analyzer;
    private final Instant now;

    /// A run of tests.
    ///
    /// @param now the time of samples that do not say one
    public PolicyTestRun(SqlAnalyzer analyzer, Instant now) {
        this.analyzer = analyzer;
        this.now = now;
    }

    /// The report about a policy; one without results when it has no tests.
    public TestReport run(Policy policy) {
        Map<String, Integer> matched = new HashMap<>();
        List<TestReport.Result> results =
                policy.tests().map(tests -> results(policy, tests, matched)).orElse(List.of());
        List<TestReport.Coverage> rules = policy.rules().stream()
                .map(rule -> {
                    int matches = matched.getOrDefault(rule.name(), 0);
                    return new TestReport.Coverage(rule.name(), rule.line(), matches, results.size() - matches);
                })
                .toList();
        return new TestReport(results, rules);
    }

    private List<TestReport.Result> results(Policy policy, PolicyTests tests, Map<String, Integer> matched) {
        PolicySet set = new PolicySet(0, policies(policy, tests), List.of(SampleTarget.connection(tests)), Map.of());
        Catalog catalog = SampleTarget.catalog(tests);
        List<TestReport.Result> results = new ArrayList<>();
        for (PolicyTests.Case one : tests.cases()) {
            for (Sample sample : one.samples()) {
                String problem = problem(set, tests, one, sample, catalog, matched);
                results.add(new TestReport.Result(sample.line(), one.as(), sample.text(), sample.expected(), problem));
            }
        }
        return results;
    }

    private static List<VersionedPolicy> policies(Policy policy, PolicyTests tests) {
        VersionedPolicy tested = new VersionedPolicy(policy, 0);
        return tests.othersAllow() ? List.of(tested, new VersionedPolicy(OTHERS, 0)) : List.of(tested);
    }

    private String problem(
            PolicySet set,
            PolicyTests tests,
            PolicyTests.Case one,
            Sample sample,
            Catalog catalog,
            Map<String, Integer> matched) {
        try {
            DecisionRequest request = request(tests, one, command(tests, sample, catalog));
            Decision decision = Judge.decide(set, request, (from, _, counts) -> {
                if (counts && !from.policy().equals(OTHERS.name())) {
                    matched.merge(from.rule().name(), 1, Integer::sum);
                }
            });
            return problem(decision, sample, one);
        } catch (IllegalArgumentException e) {
            return "cannot be read: " + e.getMessage();
        } catch (SqlRefused e) {
            // What the gateway cannot read it refuses, whatever policy says.
            return sample.expected() == Decision.Outcome.DENY ? "" : "cannot be read: " + e.getMessage();
        }
    }

    private static String problem(Decision decision, Sample sample, PolicyTests.Case one) {
        String reasons = decision.reasons().stream()
                .map(reason ->
                        (reason.rule().isEmpty() ? reason.message() : reason.rule() + " (" + reason.effect() + ")")
                                + (reason.failed() ? " failed" : ""))
                .collect(Collectors.joining(", "));
        if (decision.outcome() != sample.expected()) {
            return "is " + word(decision.outcome()) + ", because of " + reasons;
        }
        boolean named = one.because()
                .map(rule -> decision.reasons().stream()
                        .anyMatch(reason -> reason.rule().equals(rule)))
                .orElse(true);
        return named ? "" : "is " + word(decision.outcome()) + " as expected, but because of " + reasons;
    }

    private static String word(Decision.Outcome outcome) {
        return switch (outcome) {
            case ALLOW -> "allowed";
            case DENY -> "denied";
            case HOLD -> "held";
        };
    }

    private Command command(PolicyTests tests, Sample sample, Catalog catalog) throws SqlRefused {
        String id = "test-" + sample.line();
        if (sample.text().equals(PolicyTests.CONNECT)) {
            return new Command(Command.Kind.SESSION_OPEN, id, null);
        }
        return Command.of(
                id,
                tests.http()
                        ? http(sample.text())
                        : analyzer.analyze(sample.text(), catalog).facts());
    }

    private static Facts http(String text) {
        return ToolSample.isOne(text) ? ToolSample.facts(text) : HttpSample.facts(text);
    }

    private DecisionRequest request(PolicyTests tests, PolicyTests.Case one, Command command) {
        Instant time = one.at().orElse(now);
        SampleIdentity sample = tests.identities().get(one.as());
        if (sample == null) {
            throw new IllegalStateException("a case of an unknown identity was accepted: " + one.as());
        }
        Identity identity = new Identity(
                sample.subject(),
                sample.issuer(),
                sample.clientId(),
                sample.groups(),
                sample.roles(),
                sample.actors(),
                sample.claims(),
                "test",
                time.plusSeconds(300));
        return new DecisionRequest(
                tests.connection(),
                identity,
                new DecisionRequest.SessionReference("test", "postgres", one.from(), time),
                command,
                time);
    }
}
