// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a held command would do, shown to who decides on it before it runs, and to nobody else.
class PreviewIT {
    private static final String COMMAND = "UPDATE customers SET name = 'Previewed' WHERE id = 77";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);

    @Test
    void anApproverLooksFirstAndThenItRunsAsItWasShown() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            CompletableFuture<Integer> waiting = Background.of(() -> statement.executeUpdate(COMMAND));
            JsonNode approval = held.awaitPending(COMMAND);
            String id = approval.path("id").asString();
            String path = "/api/approvals/v1/approvals/" + id + "/preview";

            JsonNode preview = answered(path, "approver");
            assertThat(preview.path("digest")).isEqualTo(approval.path("digest"));
            assertThat(preview.path("rows").path("count").asInt())
                    .as("%s", preview)
                    .isEqualTo(1);
            assertThat(preview.path("plan").toString()).contains("customers");
            JsonNode columns = preview.path("sample").path("columns");
            JsonNode row = preview.path("sample").path("rows").path(0);
            for (int i = 0; i < columns.size(); i++) {
                if (columns.path(i).asString().equals("ssn")) {
                    assertThat(row.path(i).asString("")).as("masked").doesNotContainPattern("[0-9]");
                }
            }
            assertThat(portcullis
                            .rest("POST", path, portcullis.token("agent"), Map.of())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(portcullis
                            .rest("POST", path, portcullis.token("developer"), Map.of())
                            .statusCode())
                    .isEqualTo(403);

            RunningPortcullis.Output shown = portcullis.script("approvals", id, "--preview");
            assertThat(shown.exitCode()).as(shown.text()).isZero();
            assertThat(shown.text())
                    .contains("rows: ", "Update on customers", "If it is approved the command runs later");
            assertThat(waiting).isNotDone();

            held.accepted(approval, "approver", true, "seen what it does");
            assertThat(waiting.get(120, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(portcullis
                            .rest("POST", path, portcullis.token("approver"), Map.of())
                            .statusCode())
                    .isEqualTo(409);
        }
    }

    private JsonNode answered(String path, String who) {
        var response = portcullis.rest("POST", path, portcullis.token(who), Map.of());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }
}
