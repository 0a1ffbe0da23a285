// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was recorded, judged again: a session that read twice and was refused a DROP.
class PolicyReplayVerbTest {

    private static final String SESSION = "01KANDW0M0";
    private static final String EVENTS = "GET /api/audit/v1/sessions/" + SESSION + "/events?limit=1000";
    private static final String STARTED = """
            {"metadata":{"uid":"e1","correlation_uid":"01KANDW0M0"},"time":1795780800000,
             "actor":{"user":{"uid":"agent","groups":[{"name":"agents"}]},
                      "session":{"issuer":"i","created_time":1795780800000,"expiration_time":1795781100000}},
             "src_endpoint":{"ip":"127.0.0.1"},
             "unmapped":{"portcullis":{"kind":"session.started","connection":"orders","protocol":"postgres",
                         "actors":[],"caller":{"roles":["agent"],"claims":[{"name":"team","value":"billing"}]},
                         "decision":{"outcome":"ALLOW","policyVersion":1,"risk":0,"reasons":[]}}}}""";

    @TempDir
    private Path directory;

    private FakeEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new FakeEdge(directory);
        edge.reply(
                        "GET /api/policy/v1/policies?limit=500&after=",
                        200,
                        "{\"items\":[{\"name\":\"orders\"}],\"next\":null}")
                .reply("GET /api/policy/v1/connections?limit=500&after=", 200, "{\"items\":[{\"name\":\"orders\"}]}")
                .reply("GET /api/policy/v1/connections/orders", 200, """
                        {"name":"orders","type":"postgres","host":"db","port":5432,"database":"orders","labels":{},
                         "tls":{"serverName":"","caFile":""},"credential":{"user":"u","password":"env:P"},
                         "durability":"LOCAL","recording":"FULL","version":1,"http":null,"grant":"NONE"}""")
                .reply("GET /api/policy/v1/policies/orders/versions", 200, versions())
                .reply(
                        "GET /api/audit/v1/sessions?limit=200&connection=",
                        200,
                        "{\"items\":[{\"id\":\"" + SESSION
                                + "\",\"startedAt\":\"2999-01-01T00:00:00Z\"}],\"next\":null}")
                .reply(
                        EVENTS,
                        200,
                        "{\"items\":[" + STARTED + "," + command("e2", "command.intent", "SELECT 1", "SELECT", 3, "")
                                + "," + outcome() + "," + command("e4", "command.intent", "SELECT 2", "SELECT", 4, "")
                                + ","
                                + command(
                                        "e5",
                                        "command.refused",
                                        "DROP TABLE t",
                                        "DROP",
                                        5,
                                        ",\"refusal\":\"not-permitted\",\"reasons\":[]")
                                + "," + unreadable() + "],\"next\":null}");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void showsWhatAProposalWouldChangeForWhomAndWhy() throws Exception {
        FakeEdge.Outcome outcome = edge.run("policy", "replay", policy("""
                  - {name: connect, on: session, effect: allow, when: 'identity.claims.team == "billing"'}
                  - {name: read, effect: allow, when: sql.readOnly}
                  - {name: enough, effect: deny, when: session.rows >= 10}"""));

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.out())
                .containsPattern("1 +agent +orders +allow +deny +orders/enough +SELECT 2")
                .contains("1 of 4 decisions since ", "1 commands were left out");
        assertThat(edge.asked()).allSatisfy(asked -> assertThat(asked.token()).isEqualTo("token of auditor"));
    }

    @Test
    void saysThatNothingChanges() throws Exception {
        FakeEdge.Outcome outcome = edge.run("policy", "replay", policy("""
                  - {name: all, on: session, effect: allow, when: 'true'}
                  - {name: read, effect: allow, when: sql.readOnly}"""));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("0 of 4 decisions since ").doesNotContain("COUNT");
    }

    @Test
    void printsJsonForAChangeRequest() throws Exception {
        FakeEdge.Outcome outcome = edge.run("policy", "replay", "--json", policy("""
                  - {name: all, on: session, effect: allow, when: 'true'}
                  - {name: read, effect: allow, when: sql.readOnly}
                  - {name: short, effect: oblige, when: 'true', oblige: {rows: 5}}"""));

        assertThat(outcome.out())
                .containsPattern("\"changed\" ?: 2")
                .containsPattern("\"after\" ?: \"allow, at most 5 rows\"")
                .containsPattern("\"count\" ?: 2");
    }

    @Test
    void refusesWhatIsNoPolicyAndNoTime() throws Exception {
        FakeEdge.Outcome faulty = edge.run("policy", "replay", policy("  - {name: x, effect: allow, when: sql.knd}"));
        assertThat(faulty.status()).isEqualTo(1);
        assertThat(faulty.err()).contains("is no policy that could be applied", "knd");

        FakeEdge.Outcome time = edge.run("policy", "replay", "--since", "soon", policy(""));
        assertThat(time.err()).contains("'soon' is not a time such as");
    }

    @Test
    void explainsARecordedDecisionByThePoliciesOfThen() {
        edge.reply(
                "GET /api/audit/v1/events/e5",
                200,
                command(
                        "e5",
                        "command.refused",
                        "DROP TABLE t",
                        "DROP",
                        5,
                        ",\"refusal\":\"not-permitted\",\"reasons\":[]"));

        FakeEdge.Outcome outcome = edge.run("policy", "explain", "e5");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("agent on orders at ", "DROP TABLE t", "DENY")
                .contains("does not allow orders v1/read: its condition does not hold [sql.readOnly]")
                .doesNotContain("v2", "Judged again");
    }

    @Test
    void saysThatAnEventTellsOfNoDecision() {
        edge.reply("GET /api/audit/v1/events/e3", 200, outcome());

        FakeEdge.Outcome outcome = edge.run("policy", "explain", "e3");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("e3 tells of no decision");
        assertThat(edge.run("policy", "explain", "../e3").err()).contains("is not the id of an event");
    }

    /// In force then and now: version 1 on the day of the events, version 2, with the same rules, since the year after.
    private static String versions() {
        String source = document("  - {name: all, on: session, effect: allow, when: 'true'}\n"
                        + "  - {name: read, effect: allow, when: sql.readOnly}")
                .replace("\"", "\\\"")
                .replace("\n", "\\n");
        String version = "{\"version\":%d,\"removed\":false,\"source\":\"%s\",\"changedAt\":\"%s\"}";
        return "[" + version.formatted(1, source, "2026-01-01T00:00:00Z") + ","
                + version.formatted(2, source, "2027-01-01T00:00:00Z") + "]";
    }

    private static String command(String id, String kind, String text, String verb, int number, String more) {
        boolean reads = verb.equals("SELECT");
        return """
                {"metadata":{"uid":"%s","correlation_uid":"01KANDW0M0"},"time":1795780801000,
                 "query_info":{"query_string":"%s"},
                 "unmapped":{"portcullis":{"kind":"%s","commandId":"c%d",
                   "sql":{"statements":[{"kind":"%s","kinds":["%s"],"readOnly":%b,"writes":%b,"administrative":false,
                          "opaque":false,"hasWhere":false,"hasLimit":false,"relations":[],"columns":[],"functions":[],
                          "settings":[],"classifications":[]}],"readOnly":%b,"writes":%b,"hasLimit":false,
                          "classifications":[],"fingerprint":"f"},
                   "decision":{"outcome":"ALLOW","policyVersion":1,"risk":0,"reasons":[]}%s}}}""".formatted(id, text, kind, number, verb, verb, reads, !reads, reads, !reads, more);
    }

    private static String outcome() {
        return """
                {"metadata":{"uid":"e3","correlation_uid":"01KANDW0M0"},"time":1795780801500,
                 "unmapped":{"portcullis":{"kind":"command.outcome","commandId":"c3","rows":12,"bytes":80}}}""";
    }

    private static String unreadable() {
        return """
                {"metadata":{"uid":"e6","correlation_uid":"01KANDW0M0"},"time":1795780802000,
                 "unmapped":{"portcullis":{"kind":"command.intent","commandId":"c6","sqlCut":true,
                   "decision":{"outcome":"ALLOW","policyVersion":1,"risk":0,"reasons":[]}}}}""";
    }

    private String policy(String rules) throws Exception {
        return Files.writeString(directory.resolve("proposed.yaml"), document(rules))
                .toString();
    }

    private static String document(String rules) {
        return "apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: orders}\n"
                + "match: {connections: [orders]}\nrules:\n" + rules + "\n";
    }
}
