// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.voting.Ballot;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Says yes to a held command.
@Command(name = "approve", description = "Approve a held command. It runs exactly as shown, once.")
public final class ApproveCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final Ballot ballot = new Ballot();

    public ApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        new Vote(surroundings, ballot).cast(true);
        return 0;
    }
}
