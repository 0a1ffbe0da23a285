// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands agreed to in advance: what is within the bounds runs at once, everything else waits as ever.
class TemplateIT {
    private static final String TEMPLATES = "/api/approvals/v1/templates";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);

    @Test
    void whatPeopleAgreedToRunsAtOnceAndNothingElseDoes() throws Exception {
        String id = proposedFromAHeldCommand();
        String path = TEMPLATES + "/" + id;
        isHeld("agent", "UPDATE orders SET status = 'packed' WHERE id = 42");

        assertThat(portcullis
                        .script("template", "approve", id, "--as", "approver2")
                        .exitCode())
                .as("who proposed it has no say")
                .isNotZero();
        RunningPortcullis.Output agreed = portcullis.script("template", "approve", id, "--reason", "seen the ticket");
        assertThat(agreed.text()).as(agreed.text()).contains("holds on orders until");

        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            assertThat(Background.of(() -> statement.executeUpdate("UPDATE orders SET status = 'packed' WHERE id = 43"))
                            .get(120, TimeUnit.SECONDS))
                    .isEqualTo(1);
        }
        isHeld("agent", "UPDATE orders SET status = 'packed' WHERE id = 51");
        isHeld("agent", "UPDATE orders SET status = 'shipped' WHERE id = 43");
        isHeld("agent", "UPDATE orders SET status = 'packed' WHERE id = 43 OR id = 44");
        isHeld("agent", "DELETE FROM payments WHERE order_id = 43");
        isHeld("developer", "UPDATE orders SET status = 'packed' WHERE id = 44");
        assertThat(portcullis
                        .json(path, portcullis.token("auditor"))
                        .path("uses")
                        .asInt())
                .isEqualTo(1);

        assertThat(portcullis
                        .script("template", "revoke", id, "--reason", "done")
                        .text())
                .contains("has ended");
        isHeld("agent", "UPDATE orders SET status = 'packed' WHERE id = 45");
    }

    /// The command itself is refused; only its like is asked for. The proposal comes from the command line.
    private String proposedFromAHeldCommand() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            String example = "UPDATE orders SET status = 'packed' WHERE id = 41";
            CompletableFuture<Integer> waiting = Background.of(() -> statement.executeUpdate(example));
            JsonNode approval = held.awaitPending(example);
            RunningPortcullis.Output proposed = portcullis.script(
                    "template",
                    "propose",
                    approval.path("id").asString(),
                    "--as",
                    "approver2",
                    "--bound",
                    "{2}=41..50",
                    "--for",
                    "1h",
                    "--uses",
                    "5",
                    "--reason",
                    "pack the orders of ticket 17");
            assertThat(proposed.text()).contains("waits for");
            held.accepted(approval, "approver", false, "not one by one");
            assertThatThrownBy(() -> waiting.get(120, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SQLException.class);
            return JsonMapper.shared()
                    .readTree(portcullis
                            .rest(
                                    "GET",
                                    TEMPLATES + "?state=PROPOSED&connection=orders",
                                    portcullis.token("approver"),
                                    null)
                            .body())
                    .path("items")
                    .path(0)
                    .path("id")
                    .asString();
        }
    }

    private void isHeld(String who, String sql) throws Exception {
        try (Connection client = portcullis.connect(who, Map.of());
                Statement statement = client.createStatement()) {
            CompletableFuture<Integer> waiting = Background.of(() -> statement.executeUpdate(sql));
            JsonNode approval = held.awaitPending(sql);
            assertThat(approval.path("requester").asString()).isEqualTo(who);
            assertThat(waiting).isNotDone();
            statement.cancel();
            assertThatThrownBy(() -> waiting.get(120, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SQLException.class);
            held.awaitState(approval.path("id").asString(), "WITHDRAWN");
        }
    }
}
