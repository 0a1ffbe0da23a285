// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateState;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists templates.
@Command(name = "list", description = "List templates: your own, or all for those who decide and watch.")
public final class ListTemplatesCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--state", paramLabel = "STATE", description = "${COMPLETION-CANDIDATES}")
    private @Nullable TemplateState state;

    public ListTemplatesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String query = Templates.PATH + "?limit=200" + (state == null ? "" : "&state=" + state);
        Page page = surroundings.edge(name).read(Edge.Call.get(query), Page.class);
        if (page.items.isEmpty()) {
            surroundings.out().println("There are no such templates.");
            return 0;
        }
        Table table = new Table("ID", "FOR", "CONNECTION", "STATE", "UNTIL", "USED", "COMMAND");
        for (CommandTemplate template : page.items) {
            table.row(
                    template.id(),
                    template.group().isEmpty() ? template.subject() : "group " + template.group(),
                    template.connection(),
                    template.state().name(),
                    template.endsAt() == null ? "" : template.endsAt().toString(),
                    template.uses() + "/" + template.maxUses(),
                    template.pattern());
        }
        surroundings.out().print(table.text());
        surroundings.out().flush();
        return 0;
    }

    /// Part of the list.
    record Page(List<CommandTemplate> items, @Nullable String next) {}
}
