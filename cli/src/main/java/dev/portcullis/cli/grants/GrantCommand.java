// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.voting.Ballot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Access for a time.
@Command(
        name = "grant",
        description = "Ask for access for a time, decide on it, end it, look back at it.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {AskCommand.class, ExtendCommand.class, EndCommand.class, ReviewCommand.class})
public final class GrantCommand {

    private final Surroundings surroundings;

    public GrantCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "approve", description = "Agree to a grant that was asked for.")
    void approve(@Mixin Ballot ballot) throws InterruptedException {
        new GrantVote(surroundings, ballot).cast(true);
    }

    @Command(name = "reject", description = "Refuse a grant that was asked for.")
    void reject(@Mixin Ballot ballot) throws InterruptedException {
        new GrantVote(surroundings, ballot).cast(false);
    }
}
