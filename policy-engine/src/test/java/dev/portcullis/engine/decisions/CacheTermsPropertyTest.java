// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An answer that may be kept is the answer that would be given afresh: over random policies, and over random commands
/// that a gateway takes for equal because identity, connection and facts are.
class CacheTermsPropertyTest {

    private static final List<String> CONDITIONS = List.of(
            "true",
            "sql.readOnly",
            "sql.writes",
            "sql.touches(\"pii.*\")",
            "sql.uses(\"public.orders\")",
            "sql.statements.exists(s, s.kind == \"UPDATE\")",
            "\"agents\" in identity.groups",
            "identity.groups.hasAny([\"dba\", \"agents\"])",
            "identity.claims.team == \"billing\"",
            "connection.labels.env == \"demo\"",
            "request.time.within(\"08:00-20:00\", \"UTC\")",
            "request.time.getMinutes() % 2 == 0",
            "session.clientAddress.inCidr(\"10.0.0.0/8\")",
            "session.id == \"s1\" || sql.readOnly",
            "session.rows > 50 || \"pii.email\" in session.classifications");
    private static final List<String> EFFECTS = List.of(
            "effect: allow",
            "effect: allow",
            "effect: deny",
            "effect: hold, approval: {quorum: 1 of dba, ttl: 5m}",
            "effect: mask, mask: [{classification: \"pii.*\", method: redact}]",
            "effect: oblige, oblige: {rows: 10}",
            "risk: 30");

    private final PolicyReader reader = new PolicyReader();

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("seeds", 150));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aKeptAnswerIsAFreshAnswer(long seed) {
        Random random = new Random(seed);
        PolicySet set = set(random);
        for (int i = 0; i < 40; i++) {
            Identity identity = identity(random);
            SqlFacts facts = facts(random);
            DecisionRequest first = request(identity, facts, random);
            DecisionRequest later = request(identity, facts, random);
            Decision kept = Judge.decide(set, first, Judge.Trace.NONE);
            Instant until = kept.cache().until();
            boolean usable = !later.time().isBefore(first.time())
                    && (until == null || later.time().isBefore(until));
            if (kept.cache().cacheable() && usable) {
                assertThat(Judge.decide(set, later, Judge.Trace.NONE)).isEqualTo(kept);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsNotReadChangesNothing(long seed) {
        Random random = new Random(seed);
        PolicySet set = set(random);
        for (int i = 0; i < 40; i++) {
            DecisionRequest one = request(identity(random), facts(random), random);
            DecisionRequest other = request(identity(random), one.command().sql(), random);
            Decision decision = Judge.decide(set, one, Judge.Trace.NONE);
            List<String> reads = decision.cache().reads();
            boolean same = reads.stream().noneMatch(path -> path.startsWith("request") || path.startsWith("session"))
                    && (reads.stream().noneMatch(path -> path.startsWith("identity.groups"))
                            || one.identity().groups().equals(other.identity().groups()))
                    && (reads.stream().noneMatch(path -> path.startsWith("identity.claims"))
                            || one.identity().claims().equals(other.identity().claims()));
            if (same && sameSide(decision.cache().until(), one.time(), other.time())) {
                assertThat(Judge.decide(set, other, Judge.Trace.NONE).outcome()).isEqualTo(decision.outcome());
            }
        }
    }

    /// Shows that the properties above are not empty: keeping what may not be kept would change decisions.
    @Test
    void keepingEverythingWouldBeWrong() {
        long wrong = seeds().filter(seed -> {
                    Random random = new Random(seed);
                    PolicySet set = set(random);
                    return IntStream.range(0, 40).anyMatch(_ -> {
                        Identity identity = identity(random);
                        SqlFacts facts = facts(random);
                        Decision first = Judge.decide(set, request(identity, facts, random), Judge.Trace.NONE);
                        Decision later = Judge.decide(set, request(identity, facts, random), Judge.Trace.NONE);
                        return first.outcome() != later.outcome();
                    });
                })
                .count();

        assertThat(wrong).isGreaterThan(10);
    }

    private static boolean sameSide(Instant until, Instant one, Instant other) {
        return until == null ? !other.isBefore(one) : !other.isBefore(one) && other.isBefore(until);
    }

    private PolicySet set(Random random) {
        List<PolicySet.VersionedPolicy> policies = new ArrayList<>();
        for (int p = 0; p < 1 + random.nextInt(3); p++) {
            StringBuilder text = new StringBuilder("apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: p")
                    .append(p)
                    .append("}\nmatch: {connections: [orders]}\nrules:\n");
            // Half of the policies must not read what differs, or hardly any answer could be kept.
            int conditions = random.nextBoolean() ? CONDITIONS.size() : CONDITIONS.size() - 5;
            for (int r = 0; r < 1 + random.nextInt(4); r++) {
                text.append(rule(r, conditions, random));
            }
            policies.add(new PolicySet.VersionedPolicy(reader.read(text.toString()), p));
        }
        return new PolicySet(1, policies, List.of(Requests.orders()), Map.of());
    }

    private static String rule(int number, int conditions, Random random) {
        String until = random.nextInt(4) == 0 ? ", until: " + moment(random) : "";
        String exception = random.nextInt(4) == 0
                ? ", exceptions: [{owner: ada, until: " + moment(random) + ", when: '"
                        + pick(CONDITIONS, conditions, random) + "'}]"
                : "";
        return "  - {name: r" + number + ", " + pick(EFFECTS, EFFECTS.size(), random) + ", when: '"
                + pick(CONDITIONS, conditions, random) + "'" + until + exception + "}\n";
    }

    private static DecisionRequest request(Identity identity, SqlFacts facts, Random random) {
        Instant time = moment(random);
        String id = "s" + random.nextInt(3);
        String address = random.nextBoolean() ? "10.1.2.3" : "192.168.0.1";
        return new DecisionRequest(
                "orders",
                identity,
                new DecisionRequest.SessionReference(id, "postgres", address, time),
                new SessionHistory(
                        1, random.nextInt(100), 0, random.nextBoolean() ? List.of("pii.email") : List.of(), 0),
                new Command(Command.Kind.SQL, "c" + random.nextInt(), facts),
                time);
    }

    private static Identity identity(Random random) {
        List<String> groups = pick(List.of(List.of("agents"), List.of("dba"), List.<String>of()), 3, random);
        Map<String, String> claims = random.nextBoolean() ? Map.of("team", "billing") : Map.of();
        return new Identity(
                "bot-" + random.nextInt(3), "i", "", groups, List.of(), List.of(), claims, "j", Requests.NOON);
    }

    private static SqlFacts facts(Random random) {
        Requests.Statement statement = random.nextBoolean()
                ? new Requests.Statement("SELECT").readOnly()
                : new Requests.Statement("UPDATE").writes();
        if (random.nextBoolean()) {
            statement.column("ssn", SqlColumn.Use.OUTPUT, "pii.ssn");
        }
        if (random.nextBoolean()) {
            statement.relation("public", "orders", SqlRelation.Access.READ);
        }
        return Requests.facts(statement);
    }

    private static Instant moment(Random random) {
        return Requests.NOON.plusSeconds(random.nextInt(3_600) * 24L);
    }

    private static <T> T pick(List<T> from, int first, Random random) {
        return from.get(random.nextInt(first));
    }
}
