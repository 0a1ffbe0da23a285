// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.sessions;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.cli.times.Times;
import dev.portcullis.contracts.Problems;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds commands in all sessions. The service looks at a bounded number of them per question; this asks until it has
/// enough or all of the period was looked at.
@Command(name = "search", description = "Find commands in all sessions, the newest first.")
public final class SearchCommand implements Callable<Integer> {

    private static final int MOST_AT_ONCE = 500;

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--identity", paramLabel = "SUBJECT", defaultValue = "", description = "who sent it")
    private String identity = "";

    @Option(names = "--connection", paramLabel = "NAME", defaultValue = "", description = "over which connection")
    private String connection = "";

    @Option(names = "--text", paramLabel = "TEXT", defaultValue = "", description = "part of the command")
    private String text = "";

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            defaultValue = "",
            description = "a relation it names, as name or schema.name")
    private String table = "";

    @Option(
            names = "--classification",
            paramLabel = "WORD",
            defaultValue = "",
            description = "what it touches, for example pci.pan")
    private String classification = "";

    @Option(names = "--outcome", paramLabel = "forwarded|refused", defaultValue = "", description = "what became of it")
    private String outcome = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "how far back, such as 90m, 12h or 7d (${DEFAULT-VALUE})")
    private String since = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "how many (${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--json", description = "one JSON object per line")
    private boolean json;

    public SearchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<JsonNode> found = find();
        if (json) {
            JsonMapper mapper = JsonMapper.builder().build();
            found.forEach(command -> surroundings.out().println(mapper.writeValueAsString(command)));
        } else {
            surroundings.out().print(found.isEmpty() ? "No command was found.\n" : table(found));
        }
        surroundings.out().flush();
        return 0;
    }

    private List<JsonNode> find() throws InterruptedException {
        Edge edge = surroundings.edge(name);
        Instant until = Clock.systemUTC().instant();
        String question = "/api/audit/v1/commands?limit=" + Math.clamp(limit, 1, MOST_AT_ONCE)
                + term("since", until.minus(Times.of(since)).toString())
                + term("until", until.toString())
                + term("identity", identity)
                + term("connection", connection)
                + term("text", text)
                + term("table", table)
                + term("classification", classification)
                + term("outcome", outcome.toUpperCase(Locale.ROOT));
        List<JsonNode> found = new ArrayList<>();
        String cursor = "";
        do {
            // A search that took too long says what it found and where to go on.
            JsonNode page = edge.readOr(Edge.Call.get(question + term("cursor", cursor)), Problems.INCOMPLETE);
            page.path("items").forEach(found::add);
            String next = page.path("next").asString("");
            if (!next.isEmpty() && next.equals(cursor)) {
                throw new CommandFailed(
                        "The search took too long and did not get on. Narrow it by time, identity or" + " connection");
            }
            cursor = next;
        } while (!cursor.isEmpty() && found.size() < limit);
        return found.subList(0, Math.min(found.size(), Math.max(limit, 0)));
    }

    private static String term(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String table(List<JsonNode> found) {
        Table table = new Table("TIME", "WHO", "CONNECTION", "OUTCOME", "SESSION", "COMMAND");
        for (JsonNode command : found) {
            table.row(
                    command.path("time").asString(""),
                    command.path("identity").asString(""),
                    command.path("connection").asString(""),
                    command.path("outcome").asString("").toLowerCase(Locale.ROOT),
                    command.path("sessionId").asString(""),
                    command.path("text").asString(""));
        }
        return table.text();
    }
}
