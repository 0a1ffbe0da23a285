// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.KafkaBroker;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recordings in parts, and for viewers who may not see everything.
class ViewersIT {
    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final String PLAIN = "c-plain";
    private static final String CARDS = "c-cards";
    private static final String KEYS = "c-keys";
    private static final String OPAQUE = "c-opaque";
    private static final String CUT = "c-cut";
    private static final String UNKNOWN = "c-unknown";
    private static final String HTTP = "c-http";
    private static final List<String> COMMANDS = List.of(PLAIN, CARDS, KEYS, OPAQUE, CUT, UNKNOWN, HTTP);

    private static AuditServer server;
    private static String session;

    @BeforeAll
    static void record() {
        server = AuditServer.start(
                AuditServer.Place.create(BROKER),
                "--portcullis.audit.recordings.viewers[0].classifications[0]=pci.*",
                "--portcullis.audit.recordings.viewers[0].groups[0]=pci-auditors",
                "--portcullis.audit.recordings.viewers[1].classifications[0]=secret.api-key",
                "--portcullis.audit.recordings.viewers[1].groups[0]=key-auditors",
                "--portcullis.audit.recordings.viewers[1].groups[1]=pci-auditors");
        Chain chain = new Chain("viewers");
        session = chain.id;
        try (Gateway gateway = new Gateway(BROKER)) {
            gateway.emit(
                    chain,
                    chain.started("agent", "orders"),
                    touching(chain, PLAIN, "\"pii.email\"", "false"),
                    touching(chain, CARDS, "\"pii.email\",\"pci.pan\"", "false"),
                    touching(chain, KEYS, "\"secret.api-key\"", "false"),
                    touching(chain, OPAQUE, "", "true"),
                    chain.event(Chain.newId(), "command.intent", "\"commandId\":\"" + CUT + "\",\"sqlCut\":true", ""),
                    chain.event(
                            Chain.newId(),
                            "command.intent",
                            "\"commandId\":\"" + HTTP + "\",\"http\":{\"method\":\"POST\"}",
                            ""));
            StringBuilder lines = new StringBuilder();
            int t = 0;
            for (String command : COMMANDS) {
                lines.append(line(t, "COMMAND", command, "text of " + command));
                lines.append(line(t + 5, "ROW", command, "row of " + command));
                t += 10;
            }
            lines.append(line(t, "COMMAND", "", "what nobody understood"));
            lines.append(line(t, "NOTICE", "", "of nobody"));
            String all = lines.toString();
            int half = all.indexOf('\n', all.length() / 2) + 1;
            gateway.record(session, Chain.newId(), 1, all.substring(0, half));
            gateway.record(session, Chain.newId(), 2, all.substring(half));
        }
        Eventually.until(
                "all is stored",
                () -> commands(read("?", "pci-auditors")).contains(HTTP) && count("event") == 7 && count("chunk") == 2);
    }

    @AfterAll
    static void close() {
        server.close();
        BROKER.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', c-plain",
        "strangers, c-plain",
        "key-auditors, c-plain c-keys",
        "pci-auditors, c-plain c-cards c-keys c-opaque c-cut c-unknown c-http",
    })
    void showsOfACommandWhatItsViewersAreFor(String groups, String commands) {
        List<JsonNode> lines = read("?", groups.isEmpty() ? new String[0] : new String[] {groups});
        assertThat(commands(lines)).containsExactly(commands.split(" ", -1));
        assertThat(lines.toString()).contains("of nobody");
        assertThat(lines.toString().contains("what nobody understood")).isEqualTo(groups.equals("pci-auditors"));
        for (String command : COMMANDS) {
            if (!commands.contains(command)) {
                assertThat(lines.toString()).doesNotContain("text of " + command, "row of " + command);
                assertThat(lines.stream()
                                .filter(line -> line.path("c").asString().equals(command)))
                        .singleElement()
                        .satisfies(line -> assertThat(line.path("k").asString()).isEqualTo("TRUNCATED"));
            }
        }
    }

    @Test
    void saysWhyAndRecordsThatItWasLeftOut() {
        assertThat(read("?", "key-auditors").toString())
                .contains("this command touched pci.*, which is shown to pci-auditors only");
        assertThat(server.jdbc()
                        .queryForList(
                                "SELECT convert_from(body, 'UTF8') FROM event WHERE kind = 'record.read'",
                                String.class))
                .anyMatch(event -> event.contains("without what is not for this viewer"))
                .anyMatch(event -> event.contains("chunk(s), whole\""));
    }

    @Test
    void takesGroupsThatAreNoListForNone() {
        String token =
                AuditServer.token("auditor").claim("groups", "pci-auditors").sign();
        assertThat(commands(lines(server.send("GET", path(""), token)))).containsExactly(PLAIN);
    }

    @Test
    void opensToNobodyWhoIsNoAuditor() {
        for (String role : List.of("operator", "agent", "approver", "developer", "policy-admin")) {
            String token = AuditServer.token(role).groups("pci-auditors").sign();
            assertThat(server.send("GET", path("?from=0"), token).statusCode()).isEqualTo(403);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "?from=10&to=20, c-cards c-cards",
        "?from=5&to=11, c-plain c-cards",
        "?from=65, c-http '' ''",
        "?to=1, c-plain",
        "?command=c-keys, c-keys c-keys",
        "?command=c-keys&from=25, c-keys",
        "?command=nobody, -",
        "?from=100000, -",
    })
    void showsThePartThatIsAskedFor(String query, String commands) {
        List<String> found = read(query, "pci-auditors").stream()
                .map(line -> line.path("c").asString().isEmpty()
                        ? "''"
                        : line.path("c").asString())
                .toList();
        assertThat(found).isEqualTo(commands.equals("-") ? List.of() : List.of(commands.split(" ", -1)));
    }

    @Test
    void showsNoMoreOfAPartThanOfTheWhole() {
        assertThat(read("?command=c-cards", "strangers").toString()).doesNotContain("text of", "row of");
        assertThat(read("?from=10&to=20", "strangers").toString()).doesNotContain("text of", "row of");
    }

    @Test
    void givesTheWholeByteForByteToWhoSeesAll() {
        String whole = server.send("GET", path(""), token("pci-auditors")).body();
        assertThat(whole.lines()).hasSize(16);
        assertThat(whole).startsWith(line(0, "COMMAND", PLAIN, "text of " + PLAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?from=-1", "?from=5&to=5", "?from=6&to=5", "?to=0", "?from=x", "?to=1e3"})
    void refusesAPartThatIsNone(String query) {
        assertThat(server.send("GET", path(query), token("pci-auditors")).statusCode())
                .isEqualTo(400);
    }

    private static byte[] touching(Chain chain, String command, String tags, String opaque) {
        return chain.event(
                Chain.newId(),
                "command.intent",
                "\"commandId\":\"" + command + "\",\"sql\":{\"statements\":[{\"opaque\":" + opaque
                        + ",\"columns\":[{\"name\":\"x\",\"classifications\":[" + tags + "]}]}]}",
                "");
    }

    private static String line(int t, String kind, String command, String text) {
        return "{\"t\":" + t + ",\"k\":\"" + kind + "\",\"c\":\"" + command + "\",\"v\":[\"" + text + "\"]}\n";
    }

    private static long count(String what) {
        Long count = server.jdbc()
                .queryForObject(
                        what.equals("event")
                                ? "SELECT count(*) FROM event WHERE chain_id = ?"
                                : "SELECT count(*) FROM recording_chunk WHERE session_id = ?",
                        Long.class,
                        session);
        return count == null ? 0 : count;
    }

    private static String path(String query) {
        return "/v1/sessions/" + session + "/recording" + query;
    }

    private static String token(String... groups) {
        return AuditServer.token("auditor").groups(groups).sign();
    }

    private static List<JsonNode> read(String query, String... groups) {
        return lines(server.send("GET", path(query), token(groups)));
    }

    private static List<JsonNode> lines(HttpResponse<String> answer) {
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("{\"t\""))
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    /// Those of which something is shown.
    private static List<String> commands(List<JsonNode> lines) {
        List<String> commands = new ArrayList<>();
        for (JsonNode line : lines) {
            String command = line.path("c").asString();
            if (!command.isEmpty() && !line.path("k").asString().equals("TRUNCATED") && !commands.contains(command)) {
                commands.add(command);
            }
        }
        return commands;
    }
}
