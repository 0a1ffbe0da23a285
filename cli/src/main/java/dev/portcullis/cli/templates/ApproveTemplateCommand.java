// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Agree to a template that was proposed.
@Command(name = "approve", description = "Agree to a template that was proposed.")
public final class ApproveTemplateCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that template list shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who votes (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why; kept with the vote")
    private String reason = "";

    public ApproveTemplateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        new TemplateVote(surroundings, name).cast(id, true, reason);
        return 0;
    }
}
