// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.Table;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Lists held commands, those that wait unless told otherwise, or shows one whole.
@Command(
        name = "approvals",
        description =
                "List held commands: those that wait, or those in another state. With an ID: show that one whole.")
public final class ApprovalsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "PENDING",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given")
    private ApprovalState state = ApprovalState.PENDING;

    @Option(
            names = "--preview",
            description = "with an ID: also show the plan, how many rows it would change, and some of them")
    private boolean preview;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "the one to show")
    private @Nullable String id;

    public ApprovalsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (id != null) {
            Edge edge = surroundings.edge(name);
            show(edge.read(Edge.Call.get(Shown.path(id)), Approval.class));
            if (preview) {
                Edge.Call ask = new Edge.Call("POST", Shown.path(id) + "/preview", Map.of(), "");
                new ShownPreview(surroundings.out()).print(edge.read(ask, JsonNode.class));
            }
            return 0;
        }
        Page page = surroundings
                .edge(name)
                .read(Edge.Call.get("/api/approvals/v1/approvals?limit=200&state=" + state), Page.class);
        if (page.items.isEmpty()) {
            surroundings.out().println("No command is " + state + ".");
            return 0;
        }
        Table table = new Table("ID", "ASKS", "CONNECTION", "NEEDS", "UNTIL", "COMMAND");
        for (Approval approval : page.items) {
            table.row(
                    approval.id(),
                    approval.requester(),
                    approval.connection(),
                    approval.quorum(),
                    approval.expiresAt().toString(),
                    approval.text());
        }
        surroundings.out().print(table.text());
        if (page.nextCursor != null) {
            surroundings.out().println("There are more.");
        }
        surroundings.out().flush();
        return 0;
    }

    private void show(Approval approval) {
        Shown shown = new Shown(surroundings.out());
        shown.print(approval);
        shown.printStanding(approval);
        surroundings.out().flush();
    }

    /// Part of the list.
    record Page(List<Approval> items, @Nullable String nextCursor) {}
}
