// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.times.Times;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Proposes a template.
@Command(
        name = "propose",
        description = "Propose that commands like one that was held run without being asked for each time.")
public final class ProposeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "APPROVAL",
            description = "the held command that is the example: an id that approvals shows")
    private String approval = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "developer",
            description = "who proposes (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--bound",
            paramLabel = "BOUND",
            description =
                    "what may differ: {1}=1..100, {2}=paid|sent, $1=~40:[a-z]+; everything else is as in the example")
    private List<String> bounds = new ArrayList<>();

    @Option(names = "--group", paramLabel = "GROUP", description = "for everybody in a group; else for who was held")
    private @Nullable String group;

    @Option(names = "--for", paramLabel = "TIME", defaultValue = "1h", description = "how long (${DEFAULT-VALUE})")
    private String time = "";

    @Option(names = "--uses", paramLabel = "N", description = "how often at most; else as often as settings allow")
    private @Nullable Long uses;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why; people decide by it")
    private String reason = "";

    public ProposeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        TemplateProposal asked = new TemplateProposal(
                approval,
                bounds.stream().map(BoundText::read).toList(),
                group,
                Times.of(time).toSeconds(),
                uses,
                reason);
        CommandTemplate template =
                surroundings.edge(name).read(Edge.Call.json("POST", Templates.PATH, asked), CommandTemplate.class);
        surroundings.out().println(Templates.standing(template));
        return 0;
    }
}
