// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording at its bound of 10 000 rows, in the product: policy ends one session, and refuses in another.
class RecordingLimitIT {
    private static final String CONNECTION = "orders-whole";
    private static final int ROOM = 10_000;

    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @TempDir
    private Path directory;

    @BeforeEach
    void applyPolicy() throws IOException {
        Path connection = Files.writeString(
                directory.resolve("connection.yaml"),
                Files.readString(portcullis.home().resolve("seed/connections/orders.yaml"))
                        .replace("name: orders", "name: " + CONNECTION)
                        .replace("{env: demo}", "{env: whole}"));
        Path policy = Files.writeString(directory.resolve("policy.yaml"), """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: whole}
                match: {connections: [orders-whole]}
                rules:
                  - {name: who-may-connect, on: session, effect: allow, when: '"agents" in identity.groups'}
                  - {name: read, effect: allow, when: sql.readOnly}
                  - {name: nothing-unrecorded, effect: oblige, when: 'true', oblige: {recordingLimit: refuse}}
                  - {name: sorted-ends, effect: oblige, when: 'sql.hasLimit', oblige: {recordingLimit: end}}
                """);
        RunningPortcullis.Output applied =
                portcullis.script("policy", "apply", connection.toString(), policy.toString());
        assertThat(applied.exitCode()).as(applied.text()).isZero();
    }

    @Test
    void noRowPassesThatIsNotRecordedAndTheSessionGoesOnOrEnds() throws SQLException {
        String mark = "whole-" + System.nanoTime();
        try (Connection agent = portcullis.connectWith(portcullis.token("agent"), CONNECTION, Map.of());
                Statement statement = agent.createStatement()) {
            assertThat(count(statement, "SELECT '" + mark + "', g FROM generate_series(1, " + ROOM + ") g"))
                    .as("as many as there is room for")
                    .isEqualTo(ROOM);
            assertThatThrownBy(() -> count(statement, "SELECT g FROM generate_series(1, 10001) g"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("54000"))
                    .hasMessageContaining("10000 rows of a command");
            assertThat(count(statement, "SELECT 1")).as("the session goes on").isEqualTo(1);

            assertThatThrownBy(() -> count(statement, "SELECT g FROM generate_series(1, 10001) g LIMIT 10001"))
                    .hasMessageContaining("FATAL")
                    .hasMessageContaining("10000 rows of a command");
            assertThatThrownBy(() -> count(statement, "SELECT 1"))
                    .as("the session is over")
                    .isInstanceOf(SQLException.class);
        }

        String session = awaitEnd(mark);
        RunningPortcullis.Output replay = portcullis.script("replay", session);
        assertThat(replay.exitCode()).as(replay.text()).isZero();
        assertThat(replay.text())
                .contains("refused: Portcullis: no room in the session's recording: 10000 rows of a command")
                .contains("session over: its recording has no room: 10000 rows of a command")
                .doesNotContain("10001 |", "left out");
        assertThat(replay.text().lines().filter(line -> line.contains(mark + " | ")))
                .hasSize(ROOM);
        await("the recording is under a checkpoint")
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> {
                    RunningPortcullis.Output verified = portcullis.script("verify");
                    assertThat(verified.exitCode()).as(verified.text()).isZero();
                });
    }

    private static int count(Statement statement, String sql) throws SQLException {
        int rows = 0;
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows++;
            }
        }
        return rows;
    }

    /// The session that ran a command with the mark, once its end is stored, with its reason.
    private String awaitEnd(String mark) {
        AtomicReference<String> found = new AtomicReference<>("");
        await("the end of the session")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    try (Connection store = TargetDatabase.store(portcullis).connect();
                            Statement statement = store.createStatement();
                            ResultSet row = statement.executeQuery("SELECT ended.chain_id FROM audit.event ended "
                                    + "JOIN audit.event ran ON ran.chain_id = ended.chain_id "
                                    + "AND convert_from(ran.body, 'UTF8') LIKE '%" + mark + "%' "
                                    + "WHERE convert_from(ended.body, 'UTF8') "
                                    + "LIKE '%\"reason\":\"its recording has no room: 10000 rows of a command\"%'")) {
                        if (row.next()) {
                            found.set(row.getString(1));
                        }
                        return !found.get().isEmpty();
                    }
                });
        return found.get();
    }
}
