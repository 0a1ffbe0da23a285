// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Lists the changes that wait for a second person.
@Command(name = "proposals", description = "List the changes that wait for a second person.")
final class ProposalsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    ProposalsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode open = surroundings.edge(name).read(Edge.Call.get("/api/policy/v1/proposals"), JsonNode.class);
        Table table = new Table("ID", "KIND", "NAME", "CHANGES", "BY", "REASON");
        for (JsonNode proposal : open) {
            table.row(
                    proposal.path("id").asString(""),
                    proposal.path("kind").asString(""),
                    proposal.path("name").asString(""),
                    proposal.path("removal").asBoolean(false)
                            ? "remove"
                            : "version " + proposal.path("baseVersion").asString(""),
                    proposal.path("proposedBy").asString(""),
                    proposal.path("reason").asString(""));
        }
        surroundings.out().print(table.isEmpty() ? "No change waits.\n" : table.text());
        surroundings.out().flush();
        return 0;
    }
}
