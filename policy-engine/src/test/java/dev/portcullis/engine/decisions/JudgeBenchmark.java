// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Requests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How long one command takes to judge among 1,000 rules and 200 connections: 25 rules for all connections, and five
/// for
/// each of 195 of them. Not part of the build; `benchmarks/policy-decisions` runs it.
class JudgeBenchmark {

    private static final int CONNECTIONS = 200;
    private static final int COMMON_RULES = 25;
    private static final int OWN_RULES = 5;
    private static final int WARM_UP = 200_000;
    private static final int MEASURED = 200_000;

    @Test
    void oneCommandAmongAThousandRules() {
        PolicySet set = set();
        DecisionRequest[] requests = requests();
        long rules = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            rules += set.rules("c" + i).orElseThrow().command().rules().size() - COMMON_RULES;
        }
        assertThat(rules + COMMON_RULES).isEqualTo(1_000);
        measure(set, requests, WARM_UP);
        long[] nanos = measure(set, requests, MEASURED);
        Arrays.sort(nanos);
        System.out.printf(
                "one command, 1,000 rules, 200 connections, %d rules evaluated each: p50 %.1f us, p99 %.1f us%n",
                COMMON_RULES + OWN_RULES, nanos[MEASURED / 2] / 1e3, nanos[MEASURED * 99 / 100] / 1e3);
    }

    private static long[] measure(PolicySet set, DecisionRequest[] requests, int count) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            Decision decision = Judge.decide(set, requests[i % requests.length], Judge.Trace.NONE);
            nanos[i] = System.nanoTime() - start;
            assertThat(decision.outcome() == Decision.Outcome.DENY).isFalse();
        }
        return nanos;
    }

    private static PolicySet set() {
        PolicyReader reader = new PolicyReader();
        List<PolicySet.VersionedPolicy> policies = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        policies.add(new PolicySet.VersionedPolicy(reader.read(policy("common", "*", COMMON_RULES)), 1));
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(connection("c" + i));
            if (i < CONNECTIONS - OWN_RULES) {
                policies.add(new PolicySet.VersionedPolicy(reader.read(policy("p" + i, "c" + i, OWN_RULES)), 1));
            }
        }
        return new PolicySet(1, policies, connections, Map.of());
    }

    private static String policy(String name, String connection, int rules) {
        StringBuilder text = new StringBuilder("apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: " + name
                + "}\nmatch: {connections: [\"" + connection + "\"]}\nrules:\n"
                + "  - {name: read, effect: allow, when: '\"agents\" in identity.groups && sql.readOnly'}\n");
        List<String> conditions = List.of(
                "!(\"group-%d\" in identity.groups) && sql.writes",
                "sql.kinds.hasAny([\"DROP\", \"TRUNCATE\", \"KIND-%d\"])",
                "sql.statements.exists(s, s.columns.exists(c, c.use == \"filter\" && \"pci.%d\" in c.classifications))",
                "sql.touches(\"secret.%d.*\") || sql.opaque",
                "identity.groups.hasAny([\"a-%d\", \"b\"]) && !sql.hasLimit && sql.writes");
        for (int i = 1; i < rules; i++) {
            text.append("  - {name: r")
                    .append(i)
                    .append(", effect: deny, when: '")
                    .append(conditions.get(i % conditions.size()).formatted(i))
                    .append("'}\n");
        }
        return text.toString();
    }

    private static DecisionRequest[] requests() {
        SqlFacts facts = Requests.facts(new Requests.Statement("SELECT")
                .readOnly()
                .column("email", SqlColumn.Use.OUTPUT, "pii.email")
                .column("id", SqlColumn.Use.FILTER, "internal"));
        DecisionRequest one = Requests.sql(facts, "agents", "developers");
        DecisionRequest[] requests = new DecisionRequest[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            requests[i] = new DecisionRequest("c" + i, one.identity(), one.session(), one.command(), one.time());
        }
        return requests;
    }

    private static Connection connection(String name) {
        Connection like = Requests.orders();
        return new Connection(
                name,
                like.type(),
                like.host(),
                like.port(),
                like.database(),
                like.labels(),
                like.tls(),
                like.credential(),
                like.durability(),
                like.recording(),
                1);
    }
}
