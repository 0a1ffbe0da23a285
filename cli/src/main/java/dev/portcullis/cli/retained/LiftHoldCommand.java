// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.audit.LegalHold;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lifts a legal hold.
@Command(name = "lift", description = "Lift a hold: what it held may be erased and expires.")
public final class LiftHoldCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that hold list shows")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why; it goes into the log")
    private String reason = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "auditor",
            description = "who lifts it (${DEFAULT-VALUE})")
    private String name = "";

    public LiftHoldCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/audit/v1/holds/" + Ids.checked(id) + "?reason="
                + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        LegalHold hold = surroundings.edge(name).read(new Edge.Call("DELETE", path, Map.of(), ""), LegalHold.class);
        surroundings.out().println("Hold " + hold.id() + " is lifted.");
        return 0;
    }
}
