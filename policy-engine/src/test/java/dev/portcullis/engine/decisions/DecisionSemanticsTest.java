// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static dev.portcullis.testing.Requests.facts;
import static dev.portcullis.testing.Requests.select;
import static dev.portcullis.testing.Requests.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.budget.Money;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Decision.Outcome;
import dev.portcullis.contracts.decision.Decision.Reason;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionSemanticsTest {

    private static final String ALLOW = "{name: yes, effect: allow, when: 'true'}";
    private static final String DENY = "{name: no, effect: deny, when: 'true', message: Not here.}";
    private static final String HOLD =
            "{name: ask, effect: hold, when: 'true', approval: {quorum: 1 of dba, ttl: 15m}}";
    private static final String FAILS = "identity.claims.missing == \"x\"";

    private final PolicyReader reader = new PolicyReader();

    @Test
    void nothingMatchesIsADeny() {
        Decision decision = decide("{name: yes, effect: allow, when: 'sql.writes'}");

        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
        assertThat(decision.reasons())
                .containsExactly(new Reason("", 0, "", "deny", "No rule allows this.", false, false));
    }

    @Test
    void noPolicyAtAllIsADeny() {
        assertThat(Judge.decide(set(), sql(select()), Judge.Trace.NONE).outcome())
                .isEqualTo(Outcome.DENY);
    }

    @Test
    void anUnknownConnectionIsADenyThatIsNotKept() {
        DecisionRequest request = sql(select());
        DecisionRequest elsewhere = new DecisionRequest(
                "nowhere", request.identity(), request.session(), request.command(), request.time());

        Decision decision = Judge.decide(set(policy("a", ALLOW)), elsewhere, Judge.Trace.NONE);

        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
        assertThat(decision.cache().cacheable()).isFalse();
    }

    static Stream<Arguments> everyOrderInOneAndInTwoPolicies() {
        List<Arguments> all = new ArrayList<>();
        for (List<String> rules : List.of(
                List.of(ALLOW),
                List.of(DENY),
                List.of(HOLD),
                List.of(ALLOW, DENY),
                List.of(ALLOW, HOLD),
                List.of(DENY, HOLD),
                List.of(ALLOW, DENY, HOLD))) {
            Outcome expected =
                    rules.contains(DENY) ? Outcome.DENY : rules.contains(HOLD) ? Outcome.HOLD : Outcome.ALLOW;
            permutations(rules).forEach(order -> all.add(Arguments.of(order, expected)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyOrderInOneAndInTwoPolicies")
    void denyBeatsHoldBeatsAllowWhateverTheOrder(List<String> rules, Outcome expected) {
        Decision inOne = Judge.decide(set(policy("a", rules.toArray(String[]::new))), sql(select()), Judge.Trace.NONE);
        List<PolicySet.VersionedPolicy> each = new ArrayList<>();
        for (String rule : rules) {
            each.add(policy("p" + each.size(), rule));
        }
        Decision inSeveral =
                Judge.decide(set(each.toArray(PolicySet.VersionedPolicy[]::new)), sql(select()), Judge.Trace.NONE);

        assertThat(inOne.outcome()).isEqualTo(expected);
        assertThat(inSeveral.outcome()).isEqualTo(expected);
        assertThat(inOne.reasons()).as("all reasons").hasSameSizeAs(rules);
        assertThat(inSeveral.reasons()).hasSameSizeAs(rules);
    }

    @ParameterizedTest
    @CsvSource({
        // the failing rule's effect, with an allow beside it, without
        "'effect: allow', ALLOW, DENY",
        "'effect: deny', DENY, DENY",
        "'effect: hold, approval: {quorum: 1 of dba, ttl: 15m}', HOLD, HOLD",
        "'effect: mask, mask: [{classification: pii.*, method: redact}]', ALLOW, DENY",
        "'risk: 100', DENY, DENY"
    })
    void aFailedConditionTakesItsStrictestReading(String effect, Outcome withAllow, Outcome alone) {
        String failing = "{name: fails, when: '" + FAILS + "', " + effect + "}";
        String thresholds = "\nrisk: {deny: 90}";

        Decision with = Judge.decide(set(policy("a", thresholds, failing, ALLOW)), sql(select()), Judge.Trace.NONE);
        Decision without = Judge.decide(set(policy("a", thresholds, failing)), sql(select()), Judge.Trace.NONE);

        assertThat(with.outcome()).isEqualTo(withAllow);
        assertThat(without.outcome()).isEqualTo(alone);
        assertThat(with.reasons()).filteredOn(Reason::failed).hasSize(1);
    }

    @Test
    void aFailedMaskMasks() {
        Decision decision = decide(
                "{name: m, effect: mask, when: '" + FAILS + "', mask: [{classification: pii.*, method: redact}]}",
                ALLOW);

        assertThat(decision.obligations().masks()).containsExactly(new Obligations.Mask("pii.*", null, "redact", null));
    }

    @ParameterizedTest
    @CsvSource({
        // the exception's condition, whether it exempts
        "'true', true",
        "'false', false",
        "'identity.claims.missing == \"x\"', false"
    })
    void anExceptionLiftsARuleWhileItLastsAndOneThatFailsLiftsNothing(String when, boolean exempts) {
        String denies = "{name: no, effect: deny, when: 'true', exceptions: [{owner: ada, until: 2026-11-21, when: '"
                + when + "'}]}";

        assertThat(decide(denies, ALLOW).outcome()).isEqualTo(exempts ? Outcome.ALLOW : Outcome.DENY);
        assertThat(decide(denies.replace("2026-11-21", "2026-11-20"), ALLOW).outcome())
                .as("after its end")
                .isEqualTo(Outcome.DENY);
    }

    @ParameterizedTest
    @CsvSource({"'true', DENY", "'false', ALLOW", "'identity.claims.missing == \"x\"', DENY"})
    void anExceptionFromAnAllowTakesAwayAndOneThatFailsTooDoes(String when, Outcome expected) {
        Decision decision = decide("{name: yes, effect: allow, when: 'true', exceptions:"
                + " [{owner: ada, until: 2027-01-01, when: '" + when + "'}]}");

        assertThat(decision.outcome()).isEqualTo(expected);
    }

    @Test
    void aRuleCountsUntilItsEndAndAnAnswerIsKeptNoLonger() {
        String allows = "{name: yes, effect: allow, when: 'true', until: %s}";

        Decision before = decide(allows.formatted("2026-11-21T12:00:01Z"));
        Decision at = decide(allows.formatted("2026-11-21T12:00:00Z"));

        assertThat(before.outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(before.cache()).isEqualTo(new Decision.CacheTerms(true, List.of(), Requests.NOON.plusSeconds(1)));
        assertThat(at.outcome()).isEqualTo(Outcome.DENY);
        assertThat(at.cache().until()).isNull();
    }

    @Test
    void ofSeveralObligationsTheStrictestOfEachCounts() {
        Decision decision = decide(
                ALLOW,
                "{name: a, effect: oblige, when: 'true', oblige: {rows: 100, bytes: 1MB, statementTimeout: 5s,"
                        + " recording: commands, durability: local, commandsPerMinute: 60, tokensPerDay: 9000, moneyPerDay: 5.00 USD, recordingLimit: mark}}",
                "{name: b, effect: oblige, when: 'true', oblige: {rows: 7, bytes: 2MB, statementTimeout: 1m,"
                        + " recording: full, durability: quorum, readOnly: true, justification: true, commandsPerMinute: 5, tokensPerDay: 10000, moneyPerDay: 0.75 USD}}",
                "{name: c, effect: oblige, when: 'true', oblige: {moneyPerDay: 3 EUR, recordingLimit: refuse}}",
                "{name: d, effect: oblige, when: 'false', oblige: {rows: 1, moneyPerDay: 0.01 USD, recordingLimit: end}}");

        assertThat(decision.outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decision.obligations())
                .isEqualTo(new Obligations(
                        List.of(),
                        true,
                        7L,
                        1L << 20,
                        5_000L,
                        Connection.RecordingLevel.FULL,
                        Connection.Durability.QUORUM,
                        true,
                        5L,
                        9_000L,
                        List.of(new Money(3_000_000, "EUR"), new Money(750_000, "USD")),
                        Obligations.RecordingLimit.REFUSE));
    }

    @Test
    void anObligationThatCannotBeEvaluatedHoldsAndOneAloneAllowsNothing() {
        String failing = "{name: a, effect: oblige, when: '" + FAILS + "', oblige: {rows: 5}}";

        assertThat(decide(failing, ALLOW).obligations().rowLimit()).isEqualTo(5);
        assertThat(decide(failing).outcome()).isEqualTo(Outcome.DENY);
    }

    @Test
    void shadowRulesAreReportedAndDoNothing() {
        for (String rule : List.of(DENY, HOLD)) {
            Decision decision = decide(rule.replace("{name", "{mode: shadow, name"), ALLOW);

            assertThat(decision.outcome()).isEqualTo(Outcome.ALLOW);
            assertThat(decision.reasons()).extracting(Reason::shadow).containsExactly(true, false);
        }
        assertThat(decide(ALLOW.replace("{name", "{mode: shadow, name")).outcome())
                .isEqualTo(Outcome.DENY);
        Decision masked = decide(
                "{name: m, mode: shadow, effect: mask, when: 'true', mask: [{detector: secrets, method: redact}]}",
                ALLOW);
        assertThat(masked.obligations().masks()).isEmpty();
    }

    @Test
    void aPolicyInShadowModeDoesNothingAtAll() {
        Decision decision = Judge.decide(
                set(
                        policy("a", "\nmode: shadow\nrisk: {deny: 1}", DENY, "{name: r, risk: 5, when: 'true'}"),
                        policy("b", ALLOW)),
                sql(select()),
                Judge.Trace.NONE);

        assertThat(decision.outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decision.risk()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"49, ALLOW", "50, HOLD", "89, HOLD", "90, DENY", "500, DENY"})
    void riskHoldsAndDeniesFromItsThresholdsOn(int points, Outcome expected) {
        String terms = "\nrisk: {hold: 50, deny: 90}\napproval: {quorum: 1 of security, ttl: 5m}";

        Decision decision = Judge.decide(
                set(policy("a", terms, ALLOW, "{name: r, when: 'true', risk: " + points + "}")),
                sql(select()),
                Judge.Trace.NONE);

        assertThat(decision.outcome()).isEqualTo(expected);
        assertThat(decision.risk()).isEqualTo(points);
        if (expected == Outcome.HOLD) {
            assertThat(decision.approval()).isEqualTo(new Decision.ApprovalTerms("1 of security", 300));
            assertThat(decision.reasons().getLast().message()).isEqualTo("Risk " + points + " reaches 50.");
        }
    }

    @Test
    void riskPointsOfAllPoliciesAddUp() {
        Decision decision = Judge.decide(
                set(
                        policy("a", "\nrisk: {deny: 90}", ALLOW, "{name: r, when: 'true', risk: 45}"),
                        policy("b", "{name: r, when: 'true', risk: 45}", "{name: s, when: 'sql.writes', risk: 1}")),
                sql(select()),
                Judge.Trace.NONE);

        assertThat(decision.risk()).isEqualTo(90);
        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
    }

    @ParameterizedTest
    @CsvSource({"100, 0, ALLOW", "101, 0, HOLD", "0, 199, ALLOW", "0, 200, DENY"})
    void whatASessionDidBeforeCountsAndSuchAnswersAreNotKept(long rows, long risk, Outcome expected) {
        DecisionRequest first = sql(select());
        DecisionRequest asked = new DecisionRequest(
                first.connection(),
                first.identity(),
                first.session(),
                new SessionHistory(7, rows, 0, List.of("pii.email"), risk),
                first.command(),
                first.time());

        PolicySet.VersionedPolicy policy = policy(
                "a",
                ALLOW,
                "{name: h, effect: hold, when: 'session.rows > 100 && \"pii.email\" in session.classifications',"
                        + " approval: {quorum: 1 of dba, ttl: 5m}}",
                "{name: d, effect: deny, when: 'session.risk >= 200'}");
        Decision decision = Judge.decide(set(policy), asked, Judge.Trace.NONE);

        assertThat(decision.outcome()).isEqualTo(expected);
        assertThat(decision.cache().cacheable()).isFalse();
    }

    @Test
    void aHoldNeedsNoAllowAndSeveralAskEverybodyWithinTheShortestTime() {
        Decision decision = decide(
                HOLD,
                "{name: b, effect: hold, when: 'true', approval: {quorum: 2 of security, ttl: 90s}}",
                "{name: c, effect: hold, when: 'true', approval: {quorum: 1 of dba and 1 of owners, ttl: 2h}}");

        assertThat(decision.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(decision.approval())
                .isEqualTo(new Decision.ApprovalTerms("1 of dba and 2 of security and 1 of owners", 90));
    }

    @Test
    void masksOfAllMatchingRulesAreCollectedInOrder() {
        Decision decision = Judge.decide(
                set(
                        policy(
                                "a",
                                ALLOW,
                                "{name: m, effect: mask, when: 'true', mask: [{classification: pii.email, method: partial, keep: 2},"
                                        + " {classification: pii.born, method: date-truncate, unit: month},"
                                        + " {classification: pay, method: bucket, width: 1000}, {classification: pii.*, method: redact}]}",
                                "{name: n, effect: mask, when: 'false', mask: [{classification: x, method: hash}]}"),
                        policy(
                                "b",
                                "{name: m, effect: mask, when: 'true', mask: [{detector: secrets, method: null}]}")),
                sql(select()),
                Judge.Trace.NONE);

        assertThat(decision.obligations().masks())
                .containsExactly(
                        new Obligations.Mask("pii.email", null, "partial", 2),
                        new Obligations.Mask("pii.born", null, "date-truncate", null, "month", null),
                        new Obligations.Mask("pay", null, "bucket", null, null, 1000L),
                        new Obligations.Mask("pii.*", null, "redact", null),
                        new Obligations.Mask(null, "secrets", "null", null));
    }

    @Test
    void aDeniedCommandHasNoObligations() {
        assertThat(decide(DENY, "{name: m, effect: mask, when: 'true', mask: [{detector: pan, method: redact}]}")
                        .obligations())
                .isEqualTo(Obligations.NONE);
    }

    @Test
    void sessionRulesJudgeSessionsAndCommandRulesCommands() {
        PolicySet set =
                set(policy("a", "{name: s, on: session, effect: allow, when: '\"agents\" in identity.groups'}"));

        assertThat(Judge.decide(set, Requests.session("agents"), Judge.Trace.NONE)
                        .outcome())
                .isEqualTo(Outcome.ALLOW);
        assertThat(Judge.decide(set, Requests.session("strangers"), Judge.Trace.NONE)
                        .outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(Judge.decide(set, sql(select(), "agents"), Judge.Trace.NONE).outcome())
                .isEqualTo(Outcome.DENY);
        assertThat(Judge.decide(set(policy("a", ALLOW)), Requests.session("agents"), Judge.Trace.NONE)
                        .outcome())
                .isEqualTo(Outcome.DENY);
    }

    @ParameterizedTest
    @CsvSource({
        "'connections: [orders]', ALLOW",
        "'connections: [\"ord*\"]', ALLOW",
        "'connections: [\"*\"]', ALLOW",
        "'connections: [other, orders]', ALLOW",
        "'connections: [\"orders-*\"]', DENY",
        "'connections: [order]', DENY",
        "'labels: {env: demo}', ALLOW",
        "'labels: {env: prod}', DENY",
        "'labels: {env: demo, tier: gold}', DENY",
        "'connections: [orders], labels: {env: prod}', DENY",
        "'connections: [other], labels: {env: demo}', DENY"
    })
    void aPolicyHasASayOnlyWhereItMatches(String match, Outcome expected) {
        String text = text("a", "", ALLOW).replace("connections: [\"*\"]", match);
        PolicySet set = set(new PolicySet.VersionedPolicy(reader.read(text), 1));

        assertThat(Judge.decide(set, sql(select()), Judge.Trace.NONE).outcome()).isEqualTo(expected);
    }

    @Test
    void cacheTermsNameWhatAllRulesCouldRead() {
        Decision decision = decide(
                ALLOW,
                "{name: b, effect: deny, when: '\"x\" in identity.groups && sql.statements.exists(s, s.opaque)'}");

        assertThat(decision.cache())
                .isEqualTo(new Decision.CacheTerms(true, List.of("identity.groups", "sql.statements")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.time.getHours() > 25",
                "session.id == \"none\"",
                "session.clientAddress.startsWith(\"10.\")",
                "[\"a\"].exists(request, request == session.protocol)"
            })
    void whatReadsTheTimeOrTheSessionIsNotKept(String condition) {
        Decision decision = decide(ALLOW, "{name: b, effect: deny, when: '" + condition + "'}");

        assertThat(decision.outcome()).isEqualTo(Outcome.ALLOW);
        assertThat(decision.cache().cacheable()).isFalse();
    }

    @Test
    void rulesAboutSessionsDoNotSpoilTheCacheOfCommands() {
        Decision decision = decide(ALLOW, "{name: s, on: session, effect: deny, when: 'request.time.getHours() > 20'}");

        assertThat(decision.cache().cacheable()).isTrue();
    }

    @Test
    void aReasonNamesThePolicyItsVersionTheRuleAndTheMessage() {
        Decision decision = Judge.decide(set(policy("a", DENY)), sql(select()), Judge.Trace.NONE);

        assertThat(decision.reasons()).containsExactly(new Reason("a", 7, "no", "deny", "Not here.", false, false));
        assertThat(decision.policyVersion()).isEqualTo(42);
    }

    @Test
    void aCommandThatCostsTooMuchToJudgeIsDenied() {
        Requests.Statement[] many = new Requests.Statement[20_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Requests.Statement("SELECT").readOnly();
        }
        PolicySet set = set(policy("a", "{name: y, effect: allow, when: 'sql.statements.all(s, s.readOnly)'}"));

        Decision decision = Judge.decide(set, sql(facts(many)), Judge.Trace.NONE);

        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
        assertThat(decision.reasons().getFirst().failed()).isTrue();
    }

    private Decision decide(String... rules) {
        return Judge.decide(set(policy("a", rules)), sql(select()), Judge.Trace.NONE);
    }

    private static PolicySet set(PolicySet.VersionedPolicy... policies) {
        return new PolicySet(42, List.of(policies), List.of(Requests.orders()), Map.of());
    }

    private PolicySet.VersionedPolicy policy(String name, String firstOrExtra, String... rules) {
        if (firstOrExtra.startsWith("\n")) {
            return new PolicySet.VersionedPolicy(reader.read(text(name, firstOrExtra, rules)), 7);
        }
        String[] all = Stream.concat(Stream.of(firstOrExtra), Stream.of(rules)).toArray(String[]::new);
        return new PolicySet.VersionedPolicy(reader.read(text(name, "", all)), 7);
    }

    private PolicySet.VersionedPolicy policy(String name, String[] rules) {
        return new PolicySet.VersionedPolicy(reader.read(text(name, "", rules)), 7);
    }

    private static String text(String name, String extra, String... rules) {
        return "apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: " + name
                + "}\nmatch: {connections: [\"*\"]}\nrules:\n  - " + String.join("\n  - ", rules) + extra;
    }

    private static List<List<String>> permutations(List<String> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (String first : items) {
            List<String> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<String> tail : permutations(rest)) {
                List<String> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }
}
