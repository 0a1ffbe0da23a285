// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.sessions;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists sessions, the newest first.
@Command(name = "sessions", description = "List sessions, the newest first.")
public final class SessionsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "how many (${DEFAULT-VALUE})")
    private int limit;

    public SessionsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode page =
                surroundings.edge(name).read(Edge.Call.get("/api/audit/v1/sessions?limit=" + limit), JsonNode.class);
        Table table = new Table("SESSION", "WHO", "CONNECTION", "STARTED", "STATE", "COMMANDS", "REFUSED", "ROWS");
        for (JsonNode session : page.path("items")) {
            table.row(
                    session.path("id").asString(""),
                    session.path("identity").asString(""),
                    session.path("connection").asString(""),
                    session.path("startedAt").asString(""),
                    session.path("state").asString(""),
                    session.path("commands").asString(""),
                    session.path("denied").asString(""),
                    session.path("rows").asString(""));
        }
        surroundings.out().print(table.isEmpty() ? "There was no session yet.\n" : table.text());
        surroundings.out().flush();
        return 0;
    }
}
