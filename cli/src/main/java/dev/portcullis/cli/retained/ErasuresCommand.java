// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.audit.Erasure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists erasures.
@Command(name = "erasures", description = "List erasures, newest first: asked for, and done.")
public final class ErasuresCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    public ErasuresCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Erasure[] erasures = surroundings.edge(name).read(Edge.Call.get("/api/audit/v1/erasures"), Erasure[].class);
        Table table = new Table("ID", "SESSION", "ASKED BY", "AGREED BY", "ERASED", "REASON");
        for (Erasure erasure : List.of(erasures)) {
            table.row(
                    erasure.id(),
                    erasure.sessionId(),
                    erasure.askedBy(),
                    erasure.agreedBy() == null ? "" : erasure.agreedBy(),
                    erasure.agreedAt() == null ? "no" : erasure.agreedAt().toString(),
                    erasure.reason());
        }
        surroundings.out().print(table.isEmpty() ? "Nothing was erased or asked to be.\n" : table.text());
        surroundings.out().flush();
        return 0;
    }
}
