// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.audit.Erasure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks that a recording be made unreadable for good.
@Command(name = "erase", description = "Ask that the recording of a session be erased; another auditor has to agree.")
public final class EraseCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "SESSION", description = "the id that sessions shows")
    private String session = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why; it goes into the log")
    private String reason = "";

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who asks (${DEFAULT-VALUE})")
    private String name = "";

    public EraseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/audit/v1/sessions/" + Ids.checked(session) + "/erasure";
        Erasure asked =
                surroundings.edge(name).read(Edge.Call.json("POST", path, new Erasure.Request(reason)), Erasure.class);
        surroundings
                .out()
                .println("Erasure " + asked.id() + " asked for. Nothing is erased before another auditor agrees:"
                        + " ./portcullis recording agree " + asked.id() + " --as NAME");
        return 0;
    }
}
