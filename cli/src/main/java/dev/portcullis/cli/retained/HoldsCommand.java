// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.audit.LegalHold;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists legal holds.
@Command(name = "list", description = "List holds, newest first, the lifted ones too.")
public final class HoldsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    public HoldsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        LegalHold[] holds = surroundings.edge(name).read(Edge.Call.get("/api/audit/v1/holds"), LegalHold[].class);
        Table table = new Table("ID", "SCOPE", "VALUE", "SET BY", "SET", "LIFTED BY", "REASON");
        for (LegalHold hold : List.of(holds)) {
            table.row(
                    hold.id(),
                    hold.scope().name().toLowerCase(Locale.ROOT),
                    hold.value(),
                    hold.setBy(),
                    hold.setAt().toString(),
                    hold.liftedBy() == null ? "" : hold.liftedBy(),
                    hold.reason());
        }
        surroundings.out().print(table.isEmpty() ? "There are no holds.\n" : table.text());
        surroundings.out().flush();
        return 0;
    }
}
