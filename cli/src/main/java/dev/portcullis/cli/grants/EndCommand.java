// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.grant.AccessGrant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Ends a grant early, or takes the question back.
@Command(name = "end", description = "End a grant now, with its sessions, or take the question back.")
public final class EndCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that grants shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "developer",
            description = "who ends it (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "why; its sessions' clients read it")
    private String reason = "";

    public EndCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = Grants.path(id) + "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        AccessGrant grant =
                surroundings.edge(name).read(new Edge.Call("DELETE", path, Map.of(), ""), AccessGrant.class);
        surroundings.out().println(Grants.standing(grant));
        return 0;
    }
}
