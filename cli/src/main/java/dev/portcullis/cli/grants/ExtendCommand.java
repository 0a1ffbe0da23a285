// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.times.Times;
import dev.portcullis.contracts.grant.AccessGrant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks for more time.
@Command(name = "extend", description = "Ask for more time. People decide again.")
public final class ExtendCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that grants shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "developer",
            description = "who asks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--by", paramLabel = "TIME", defaultValue = "30m", description = "how much more (${DEFAULT-VALUE})")
    private String time = "";

    @Option(names = "--purpose", paramLabel = "TEXT", required = true, description = "why; people decide by it")
    private String purpose = "";

    public ExtendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> asked = Map.of("seconds", Times.of(time).toSeconds(), "purpose", purpose);
        AccessGrant grant = surroundings
                .edge(name)
                .read(Edge.Call.json("POST", Grants.path(id) + "/extensions", asked), AccessGrant.class);
        surroundings.out().println(Grants.standing(grant) + " More time is asked for.");
        return 0;
    }
}
