// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.grant.AccessGrant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Closes the look back at emergency access.
@Command(name = "review", description = "Close the review of emergency access, with what was found.")
public final class ReviewCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that grants --review open shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who reviews (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--note", paramLabel = "TEXT", required = true, description = "what was found")
    private String note = "";

    public ReviewCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        surroundings
                .edge(name)
                .read(Edge.Call.json("POST", Grants.path(id) + "/review", Map.of("note", note)), AccessGrant.class);
        surroundings.out().println("The review is closed.");
        return 0;
    }
}
