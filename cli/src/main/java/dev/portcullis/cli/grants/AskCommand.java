// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.times.Times;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks for access.
@Command(name = "ask", description = "Ask for access to a connection for a time.")
public final class AskCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "CONNECTION", description = "the connection's name")
    private String connection = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "developer",
            description = "who asks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "30m", description = "how long (${DEFAULT-VALUE})")
    private String time = "";

    @Option(names = "--purpose", paramLabel = "TEXT", required = true, description = "why; people decide by it")
    private String purpose = "";

    @Option(names = "--ticket", paramLabel = "ID", description = "a reference into another system")
    private @Nullable String ticket;

    @Option(
            names = "--emergency",
            description = "begin at once, without asking anybody: for named responders, and reviewed afterwards")
    private boolean emergency;

    public AskCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        GrantRequest asked =
                new GrantRequest(connection, purpose, Times.of(time).toSeconds(), ticket, emergency, null);
        AccessGrant grant = surroundings.edge(name).read(Edge.Call.json("POST", Grants.PATH, asked), AccessGrant.class);
        surroundings.out().println(Grants.standing(grant));
        return 0;
    }
}
