// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.voting.Ballot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Commands agreed to in advance.
@Command(
        name = "template",
        description = "Agree in advance to commands of one shape, within bounds and for a time.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {ProposeCommand.class, ListTemplatesCommand.class, ShowTemplateCommand.class, RevokeCommand.class
        })
public final class TemplateCommand {

    private final Surroundings surroundings;

    public TemplateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "approve", description = "Agree to a template that was proposed.")
    void approve(@Mixin Ballot ballot) throws InterruptedException {
        new TemplateVote(surroundings, ballot).cast(true);
    }

    @Command(name = "reject", description = "Refuse a template that was proposed.")
    void reject(@Mixin Ballot ballot) throws InterruptedException {
        new TemplateVote(surroundings, ballot).cast(false);
    }
}
