// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.keys;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.key.AccessKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists keys.
@Command(
        name = "keys",
        description = "List keys that stand for a token: your own, or all for those who watch.",
        subcommands = EndKeyCommand.class)
public final class KeysCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "operator",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    public KeysCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Page page = surroundings.edge(name).read(Edge.Call.get(Keys.PATH + "?limit=200"), Page.class);
        if (page.items.isEmpty()) {
            surroundings.out().println("There are no keys.");
            return 0;
        }
        Table table = new Table("ID", "WHOSE", "CONNECTION", "UNTIL", "ENDED BY", "PURPOSE");
        for (AccessKey key : page.items) {
            table.row(
                    key.id(),
                    key.subject(),
                    key.connection(),
                    String.valueOf(key.endedAt() == null ? key.expiresAt() : key.endedAt()),
                    key.endedBy(),
                    key.purpose());
        }
        surroundings.out().print(table.text());
        surroundings.out().flush();
        return 0;
    }

    /// Part of the list.
    record Page(List<AccessKey> items) {
        Page {
            items = List.copyOf(items);
        }
    }
}
