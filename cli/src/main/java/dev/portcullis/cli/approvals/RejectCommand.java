// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says no to a held command.
@Command(name = "reject", description = "Reject a held command. Who asked reads the reason.")
public final class RejectCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that approvals shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who votes (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why; kept with the vote")
    private String reason = "";

    public RejectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        new Vote(surroundings, name).cast(id, false, reason);
        return 0;
    }
}
