// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.template.CommandTemplate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows one template.
@Command(name = "show", description = "Show a template with what every value of it may be.")
public final class ShowTemplateCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that template list shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    public ShowTemplateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandTemplate template =
                surroundings.edge(name).read(Edge.Call.get(Templates.path(id)), CommandTemplate.class);
        surroundings.out().println(Templates.standing(template));
        surroundings.out().println(SafeText.block(template.pattern()));
        Table table = new Table("PLACE", "KIND", "EXAMPLE", "MAY BE");
        for (CommandTemplate.Place place : template.places()) {
            String example = place.example();
            table.row(place.name(), place.kind(), example == null ? "NULL" : example, place.bound());
        }
        surroundings.out().print(table.text());
        surroundings.out().flush();
        return 0;
    }
}
