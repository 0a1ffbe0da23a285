// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.engine.decisions.Judge;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// How long one command takes to judge among 1,000 rules and 200 connections: 25 rules for all connections, and five
/// for
/// each of 195 of them, so that 30 rules are evaluated. A gateway asks this once for equal commands of one session.
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecisionBenchmark {
    private static final int CONNECTIONS = 200;
    private static final int COMMON_RULES = 25;
    private static final int OWN_RULES = 5;
    private static final List<String> CONDITIONS = List.of(
            "!(\"group-%d\" in identity.groups) && sql.writes",
            "sql.kinds.hasAny([\"DROP\", \"TRUNCATE\", \"KIND-%d\"])",
            "sql.statements.exists(s, s.columns.exists(c, c.use == \"filter\" && \"pci.%d\" in c.classifications))",
            "sql.touches(\"secret.%d.*\") || sql.opaque",
            "identity.groups.hasAny([\"a-%d\", \"b\"]) && !sql.hasLimit && sql.writes");

    private final PolicySet set = set();
    private final DecisionRequest[] requests = requests();
    private int next;

    /// The policy service's answer without its REST.
    @Benchmark
    public Decision oneCommandAmongAThousandRules() {
        Decision decision = Judge.decide(set, requests[next++ % CONNECTIONS], Judge.Trace.NONE);
        if (decision.outcome() != Decision.Outcome.ALLOW) {
            throw new IllegalStateException("another decision: " + decision);
        }
        return decision;
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
        for (int i = 1; i < rules; i++) {
            text.append("  - {name: r")
                    .append(i)
                    .append(", effect: deny, when: '")
                    .append(CONDITIONS.get(i % CONDITIONS.size()).formatted(i))
                    .append("'}\n");
        }
        return text.toString();
    }

    private static DecisionRequest[] requests() {
        DecisionRequest one = Requests.sql(
                Requests.facts(new Requests.Statement("SELECT")
                        .readOnly()
                        .column("email", SqlColumn.Use.OUTPUT, "pii.email")
                        .column("id", SqlColumn.Use.FILTER, "internal")),
                "agents",
                "developers");
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
