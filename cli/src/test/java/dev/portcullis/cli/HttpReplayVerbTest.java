// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests, questions to models and calls of tools that were recorded, judged again by what was recorded of them.
class HttpReplayVerbTest {

    private static final String SESSION = "01KANDW0M0";
    private static final String STARTED = """
            {"metadata":{"uid":"e1","correlation_uid":"01KANDW0M0"},"time":1795780800000,
             "actor":{"user":{"uid":"agent","groups":[]},"session":{"issuer":"i","expiration_time":1795781100000}},
             "src_endpoint":{"ip":"127.0.0.1"},
             "unmapped":{"portcullis":{"kind":"session.started","connection":"api","protocol":"http","actors":[],
                         "caller":{"roles":[],"claims":[]}}}}""";
    private static final String ALLOWING = """
              - {name: all, on: session, effect: allow, when: 'true'}
              - {name: http, effect: allow, when: 'true'}
              - {name: tool, on: tool, effect: allow, when: 'true'}
            """;

    @TempDir
    private Path directory;

    private FakeEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new FakeEdge(directory);
        edge.reply("GET /api/policy/v1/policies?limit=500&after=", 200, "{\"items\":[{\"name\":\"api\"}]}")
                .reply("GET /api/policy/v1/connections?limit=500&after=", 200, "{\"items\":[{\"name\":\"api\"}]}")
                .reply("GET /api/policy/v1/connections/api", 200, """
                        {"name":"api","type":"http","host":"api","port":443,"database":"","labels":{},
                         "tls":{"serverName":"","caFile":""},"credential":{"user":"","password":""},
                         "durability":"LOCAL","recording":"FULL","version":1,"grant":"NONE",
                         "http":{"basePath":"","tls":true,"api":"GENERIC","privateAddresses":false,"headers":[],
                           "use":{"kind":"NONE","header":"","tokenUri":"","scope":"","audience":"","hosts":[]},
                           "limits":{"requestBytes":1,"responseBytes":1,"answerSeconds":1,"totalSeconds":1,
                             "concurrent":1}}}""")
                .reply("GET /api/policy/v1/policies/api/versions", 200, versions())
                .reply(
                        "GET /api/audit/v1/sessions?limit=200&connection=",
                        200,
                        "{\"items\":[{\"id\":\"" + SESSION + "\",\"startedAt\":\"2999-01-01T00:00:00Z\"}]}")
                .reply(
                        "GET /api/audit/v1/sessions/" + SESSION + "/events?limit=1000",
                        200,
                        "{\"items\":["
                                + String.join(
                                        ",",
                                        STARTED,
                                        http(
                                                "e2",
                                                "POST /v1/items",
                                                "\"bodyBytes\":10,\"findings\":[\"pan\"],\"protectedFiles\":[\"plan\"]",
                                                ""),
                                        http(
                                                "e3",
                                                "GET /v1/items?x=1",
                                                "\"bodyBytes\":0,\"findings\":[],\"protectedFiles\":[]",
                                                ""),
                                        http("e4", "PUT /v1/files/a", "\"unread\":true", ""),
                                        http("e5", "POST /v1/[redacted]", "\"bodyBytes\":5,\"findings\":[]", ""),
                                        http("e6", "POST /v1/messages", "\"bodyBytes\":9,\"findings\":[]", llm("")),
                                        http("e7", "POST /v1/messages", "\"bodyBytes\":9,\"findings\":[]", llm("""
                                        ,"images":true,"files":false,"stored":false,"continued":false,"findings":[]""")),
                                        tool(),
                                        command("e9", "POST /v1/x", ""))
                                + "]}");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void judgesWhatWasRecorded() throws Exception {
        FakeEdge.Outcome outcome = replay("  - {name: pan, effect: deny, when: '\"pan\" in http.findings'}");

        // A body that nobody read then would be read by nobody again.
        assertThat(outcome.out())
                .containsPattern("2 +agent +api +allow +deny +api/pan +POST /v1/items")
                .contains("2 of 8 decisions since ", "1 commands were left out", "all facts of 1, ")
                .doesNotContain("http.headers");
        assertThat(outcome.status()).isEqualTo(3);
    }

    @Test
    void judgesModelsAndTools() throws Exception {
        assertThat(replay("  - {name: gpt, effect: deny, when: 'llm.model.startsWith(\"gpt\")'}")
                        .out())
                .contains("2 of 8 decisions");
        assertThat(replay("  - {name: run, on: tool, effect: deny, when: 'tool.name == \"run_query\"'}")
                        .out())
                .containsPattern("1 +agent +api +allow +deny +api/run +TOOL run_query")
                .contains("1 of 8 decisions");
    }

    /// What an event does not say is counted and named. It is not taken for nothing.
    @Test
    void leavesOutWhatDependsOnWhatWasNotRecorded() throws Exception {
        assertThat(replay("  - {name: x, effect: deny, when: '\"x-a\" in http.headers'}")
                        .out())
                .contains("0 of 2 decisions", "7 commands were left out", "http.headers of 6");
        assertThat(replay("  - {name: x, effect: deny, when: 'http.query.size() > 0'}")
                        .out())
                .contains("0 of 6 decisions", "http.query of 2");
        assertThat(replay("  - {name: x, effect: deny, when: 'http.path.endsWith(\"/y\")'}")
                        .out())
                .contains("0 of 7 decisions", "http.path of 1");
        // One had a part of a file, one none, of one nobody read the body; the others do not say.
        assertThat(replay("  - {name: x, effect: deny, when: 'http.protectedFiles.size() > 0'}")
                        .out())
                .contains("2 of 5 decisions", "http.protectedFiles of 3");
        assertThat(replay("  - {name: x, effect: deny, when: llm.images}").out())
                .contains("1 of 7 decisions", "llm.images of 1");
        assertThat(replay("  - {name: x, on: tool, effect: deny, when: '\"sql\" in tool.arguments'}")
                        .out())
                .contains("0 of 7 decisions", "tool.arguments of 1");
        assertThat(replay("  - {name: x, effect: deny, when: 'http.headers.size() > 0'}", "--json")
                        .out())
                .containsPattern("\"http.headers\" ?: 6")
                .containsPattern("\"notReplayed\" ?: 7")
                .containsPattern("\"withoutFacts\" ?: 1");
    }

    /// What does not depend on it is judged, and what is only tried out decides nothing.
    @Test
    void judgesWhatIsSettledWithoutIt() throws Exception {
        assertThat(replay("  - {name: x, effect: deny, when: 'http.method == \"PUT\" || \"x-a\" in http.headers'}")
                        .out())
                .contains("1 of 3 decisions", "http.headers of 5");
        assertThat(replay("  - {name: x, effect: deny, when: 'http.method == \"DELETE\" && \"x-a\" in http.headers'}")
                        .out())
                .contains("0 of 8 decisions")
                .doesNotContain("http.headers");
        assertThat(replay("  - {name: x, mode: shadow, effect: deny, when: '\"x-a\" in http.headers'}")
                        .out())
                .contains("0 of 8 decisions");
    }

    @Test
    void explainsARequestAndSaysWhatIsNotKnownOfIt() {
        edge.reply(
                "GET /api/audit/v1/events/e3",
                200,
                http("e3", "GET /v1/items?x=1", "\"bodyBytes\":0,\"findings\":[],\"protectedFiles\":[]", ""));

        assertThat(edge.run("policy", "explain", "e3").out())
                .contains(
                        "GET /v1/items?x=1",
                        "ALLOW",
                        "does  allow api v1/http",
                        "Not recorded",
                        "http.headers, http.query");
    }

    private FakeEdge.Outcome replay(String rule, String... options) throws Exception {
        String file = Files.writeString(directory.resolve("proposed.yaml"), document(ALLOWING + rule))
                .toString();
        return options.length == 0
                ? edge.run("policy", "replay", file)
                : edge.run("policy", "replay", options[0], file);
    }

    private static String http(String id, String operation, String facts, String more) {
        String path = operation.substring(operation.indexOf(' ') + 1).replaceAll("\\?.*", "");
        return command(
                id,
                operation,
                ",\"http\":{\"method\":\"" + operation.substring(0, operation.indexOf(' '))
                        + "\",\"host\":\"api\",\"path\":\"" + path + "\",\"contentType\":\"\"," + facts + "}" + more);
    }

    private static String llm(String more) {
        return ",\"llm\":{\"endpoint\":\"messages\",\"model\":\"gpt-5\",\"stream\":false,\"tokenEstimate\":3,"
                + "\"roles\":[\"user\"],\"tools\":[],\"hosts\":[],\"unknown\":[]" + more + "}";
    }

    private static String tool() {
        return command(
                "e8", "TOOL run_query", ",\"tool\":{\"name\":\"run_query\",\"arguments\":[\"sql\"],\"findings\":[]}");
    }

    private static String command(String id, String operation, String facts) {
        return """
                {"metadata":{"uid":"%s","correlation_uid":"01KANDW0M0"},"time":1795780801000,
                 "api":{"operation":"%s"},
                 "unmapped":{"portcullis":{"kind":"command.intent","commandId":"c%s"%s,
                   "decision":{"outcome":"ALLOW","policyVersion":1,"risk":0,"reasons":[]}}}}""".formatted(id, operation, id, facts);
    }

    private static String versions() {
        String source = document(ALLOWING).replace("\"", "\\\"").replace("\n", "\\n");
        return "[{\"version\":1,\"removed\":false,\"source\":\"" + source
                + "\",\"changedAt\":\"2026-01-01T00:00:00Z\"}]";
    }

    private static String document(String rules) {
        return "apiVersion: portcullis.dev/v1\nkind: Policy\nmetadata: {name: api}\n"
                + "match: {connections: [api]}\nrules:\n" + rules + "\n";
    }
}
