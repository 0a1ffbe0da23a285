// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A change of policy, tried on what was recorded before it is made.
class PolicyChangeIT {
    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @TempDir
    private Path directory;

    @Test
    void whatAProposalWouldChangeIsSeenOnRecordedTrafficAndEachDecisionIsExplained() throws Exception {
        String mark = "lockdown-" + System.nanoTime();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement
                    .executeQuery("SELECT name, '" + mark + "' FROM customers WHERE id < 4")
                    .close();
            assertThatThrownBy(() -> statement.execute("DROP TABLE customers /* " + mark + " */"))
                    .isInstanceOf(SQLException.class);
        }
        Path proposal = proposal();

        JsonNode read = awaitChange(proposal, mark);
        assertThat(read.path("subject").asString()).isEqualTo("agent");
        assertThat(read.path("before").asString()).startsWith("allow");
        assertThat(read.path("after").asString()).isEqualTo("deny");
        assertThat(read.path("reasons").path(0).asString()).isEqualTo("lockdown/no-customers");

        RunningPortcullis.Output table = portcullis.script("policy", "replay", "--since", "1h", proposal.toString());
        assertThat(table.exitCode()).as(table.text()).isEqualTo(3);
        assertThat(table.text()).contains("lockdown/no-customers").contains(" decisions since ");
        assertThat(portcullis.script("policy", "list").text()).doesNotContain("lockdown");

        RunningPortcullis.Output why =
                portcullis.script("policy", "explain", read.path("eventId").asString());
        assertThat(why.exitCode()).as(why.text()).isZero();
        assertThat(why.text())
                .contains("agent on orders", "ALLOW", "does  allow orders v", "does not deny orders v")
                .doesNotContain("Judged again");
    }

    /// The change that the command with the mark, or one like it, is part of.
    private JsonNode awaitChange(Path proposal, String mark) {
        JsonNode[] found = new JsonNode[1];
        await("a change for " + mark).atMost(Duration.ofMinutes(2)).until(() -> {
            RunningPortcullis.Output output = portcullis.script(
                    "policy", "replay", "--json", "--connection", "orders", "--since", "1h", proposal.toString());
            JsonNode report = JsonMapper.shared().readTree(output.text());
            for (JsonNode change : report.path("changes")) {
                if (change.path("example").asString().contains("customers")
                        && change.path("subject").asString().equals("agent")
                        && change.path("before").asString().startsWith("allow")) {
                    found[0] = change;
                }
            }
            return found[0] != null;
        });
        return found[0];
    }

    private Path proposal() throws IOException {
        return Files.writeString(directory.resolve("lockdown.yaml"), """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: lockdown}
                match: {connections: [orders]}
                rules:
                  - {name: no-customers, effect: deny, when: 'sql.uses("public.customers")', message: Not this month.}
                """);
    }
}
