// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists policies.
@Command(name = "list", description = "List policies.")
final class ListCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    ListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode page =
                surroundings.edge(name).read(Edge.Call.get("/api/policy/v1/policies?limit=500"), JsonNode.class);
        Table table = new Table("NAME", "VERSION", "RULES", "CHANGED BY", "DESCRIPTION");
        for (JsonNode policy : page.path("items")) {
            table.row(
                    policy.path("name").asString(""),
                    policy.path("version").asString(""),
                    policy.path("rules").asString(""),
                    policy.path("changedBy").asString(""),
                    policy.path("description").asString(""));
        }
        surroundings.out().print(table.isEmpty() ? "There is no policy: everything is denied.\n" : table.text());
        surroundings.out().flush();
        return 0;
    }
}
