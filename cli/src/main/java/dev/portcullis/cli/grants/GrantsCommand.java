// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantState;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Lists grants.
@Command(name = "grants", description = "List grants: your own, or all for those who decide and watch.")
public final class GrantsCommand implements Callable<Integer> {

    /// Which reviews.
    enum Reviews {
        open,
        overdue
    }

    private final Surroundings surroundings;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--state", paramLabel = "STATE", description = "${COMPLETION-CANDIDATES}")
    private @Nullable GrantState state;

    @Option(names = "--review", paramLabel = "WHICH", description = "emergencies to review: ${COMPLETION-CANDIDATES}")
    private @Nullable Reviews review;

    public GrantsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String query = Grants.PATH + "?limit=200" + (state == null ? "" : "&state=" + state)
                + (review == null ? "" : "&review=" + review);
        Page page = surroundings.edge(name).read(Edge.Call.get(query), Page.class);
        if (page.items.isEmpty()) {
            surroundings.out().println("There are no such grants.");
            return 0;
        }
        Table table = new Table("ID", "WHOSE", "CONNECTION", "STATE", "UNTIL", "REVIEW", "PURPOSE");
        for (AccessGrant grant : page.items) {
            table.row(
                    grant.id(),
                    grant.subject(),
                    grant.connection(),
                    grant.state() + (grant.breakGlass() ? " (emergency)" : ""),
                    grant.endsAt() == null ? "" : grant.endsAt().toString(),
                    review(grant),
                    grant.purpose());
        }
        surroundings.out().print(table.text());
        surroundings.out().flush();
        return 0;
    }

    private static String review(AccessGrant grant) {
        AccessGrant.Review due = grant.review();
        if (due == null) {
            return "";
        }
        return due.closedAt() == null ? "due " + due.dueAt() : "closed";
    }

    /// Part of the list.
    record Page(List<AccessGrant> items, @Nullable String next) {}
}
