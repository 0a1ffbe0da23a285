// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A quorum of two groups, from the policy that asks for it to the row that is changed.
class QuorumIT {
    private static final String CONNECTION = "orders-of-two";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);

    @TempDir
    private Path directory;

    @Test
    void oneOfEachGroupIsNeededAndNobodyCountsForThemselves() throws Exception {
        applyPolicy();
        String sql = "UPDATE orders SET status = 'returned' WHERE id = 61";
        try (Connection agent = portcullis.connectWith(portcullis.token("agent"), CONNECTION, Map.of());
                Statement statement = agent.createStatement()) {
            CompletableFuture<Integer> waiting = Background.of(() -> statement.executeUpdate(sql));
            JsonNode approval = held.awaitPending(sql);
            assertThat(approval.path("quorum").asString()).isEqualTo("1 of dba and 1 of security");
            assertThat(held.vote(approval, "agent", true, "me").statusCode()).isEqualTo(403);

            assertThat(state(
                            held.vote(approval, "approver", true, "looks right").body()))
                    .isEqualTo("PENDING");
            assertThat(held.vote(approval, "approver", true, "and once more").statusCode())
                    .as("one person is one vote")
                    .isEqualTo(409);
            assertThat(waiting).isNotDone();

            assertThat(state(held.vote(approval, "approver2", true, "nothing against it")
                            .body()))
                    .isEqualTo("APPROVED");
            assertThat(waiting.get(120, TimeUnit.SECONDS)).isEqualTo(1);
            held.awaitState(approval.path("id").asString(), "CONSUMED");
        }
    }

    private static String state(String answer) {
        return JsonMapper.shared().readTree(answer).path("state").asString();
    }

    /// The sample database again, under another name and with a stricter policy.
    private void applyPolicy() throws IOException {
        Path connection = Files.writeString(
                directory.resolve("connection.yaml"),
                Files.readString(portcullis.home().resolve("seed/connections/orders.yaml"))
                        .replace("name: orders", "name: " + CONNECTION)
                        .replace("{env: demo}", "{env: of-two}"));
        Path policy = Files.writeString(directory.resolve("policy.yaml"), """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: of-two}
                match: {connections: [orders-of-two]}
                rules:
                  - {name: who-may-connect, on: session, effect: allow, when: '"agents" in identity.groups'}
                  - {name: read, effect: allow, when: 'sql.readOnly && !sql.opaque'}
                  - name: writes-need-two
                    effect: hold
                    when: sql.writes
                    approval: {quorum: 1 of dba and 1 of security, ttl: 5m}
                """);
        RunningPortcullis.Output applied =
                portcullis.script("policy", "apply", connection.toString(), policy.toString());
        assertThat(applied.exitCode()).as(applied.text()).isZero();
    }
}
