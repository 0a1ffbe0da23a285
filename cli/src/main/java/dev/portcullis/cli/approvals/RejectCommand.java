// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.voting.Ballot;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Says no to a held command.
@Command(name = "reject", description = "Reject a held command. Who asked reads the reason.")
public final class RejectCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final Ballot ballot = new Ballot();

    public RejectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        new Vote(surroundings, ballot).cast(false);
        return 0;
    }
}
