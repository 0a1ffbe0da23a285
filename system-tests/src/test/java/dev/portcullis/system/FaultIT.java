// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Each dependency hangs in turn (a stopped process is worse than a dead one: nothing says no). What needs it
/// is refused and says so; the session stays; when it goes on, so does the work, without a restart.
class FaultIT {
    private static final Duration RECOVERY = Duration.ofMinutes(2);

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "policy, SELECT count(*) FROM orders WHERE total > 17.5 AND status <> 'policy-down', policy service",
        "approval, UPDATE orders SET status = 'paid' WHERE id = 21, approval service",
    })
    void aCommandThatNeedsAServiceThatHangsIsRefusedAndTheSessionGoesOn(String part, String sql, String words)
            throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement.executeQuery("SELECT 1").close();
            // An unknown shape of command: nothing that was decided before can answer it.
            String unknown = part.equals("policy") ? sql + " AND id NOT IN (SELECT order_id FROM payments)" : sql;
            portcullis.signal(part, "STOP");
            try {
                // Decisions made before the silence are good for a bounded time only; wait until it is over.
                if (part.equals("policy")) {
                    Thread.sleep(Duration.ofSeconds(8));
                }
                assertThatThrownBy(() -> statement.execute(unknown))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining(words);
                assertThat(agent.isClosed()).isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                portcullis.signal(part, "CONT");
            }
            await(part + " is used again")
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM payments")) {
                            return row.next();
                        } catch (SQLException e) {
                            return false;
                        }
                    });
        }
    }

    @Test
    void withoutPolicyNobodyConnectsAndAfterwardsEverybodyDoes() throws SQLException {
        String token = portcullis.token("agent");
        portcullis.signal("policy", "STOP");
        try {
            assertThatThrownBy(() -> portcullis.connectWith(token, "orders", Map.of()))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P03"));
        } finally {
            portcullis.signal("policy", "CONT");
        }
        await("everybody connects again")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreException(SQLException.class)
                .until(() -> {
                    portcullis.connectWith(token, "orders", Map.of()).close();
                    return true;
                });
    }

    @Test
    void aGatewayKilledBetweenJournalAndKafkaLosesNothingAndDoublesNothing() throws Exception {
        List<String> marks = new ArrayList<>();
        String session;
        portcullis.signal("kafka", "STOP");
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            for (int i = 0; i < 25; i++) {
                String mark = "journalled-" + i + "-" + System.nanoTime();
                try (ResultSet row = statement.executeQuery("SELECT '" + mark + "'")) {
                    assertThat(row.next()).isTrue();
                }
                marks.add(mark);
            }
            long gateway = portcullis.pid("gateway");
            portcullis.signal("gateway", "KILL");
            await("the launcher starts the gateway again")
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> portcullis.pid("gateway") != gateway);
        } catch (SQLException closing) {
            // The session died with its gateway.
            assertThat(marks).hasSize(25);
        } finally {
            portcullis.signal("kafka", "CONT");
            await("the gateway serves again")
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(this::serves);
        }
        await("the gateway serves again")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(1))
                .until(this::serves);
        await("every journalled event is stored")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(intentsWith(marks)).isEqualTo(marks.size()));
        assertThat(intentsWith(marks)).as("and none twice").isEqualTo(marks.size());
        session = sessionOf(marks.getFirst());
        await("the log is sound")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(portcullis.script("verify").exitCode()).isZero());
        assertThat(portcullis
                        .json("/api/audit/v1/sessions/" + session, portcullis.token("auditor"))
                        .path("id")
                        .asString())
                .isEqualTo(session);
    }

    private boolean serves() {
        try (Connection agent = portcullis.connect("agent", Map.of())) {
            return agent.isValid(60);
        } catch (SQLException | AssertionError e) {
            return false;
        }
    }

    /// How many stored events are the intent of a command with one of the marks.
    private long intentsWith(List<String> marks) throws SQLException {
        long found = 0;
        for (String mark : marks) {
            found += count("%command.intent%", mark);
        }
        return found;
    }

    private long count(String kind, String mark) throws SQLException {
        try (Connection store = TargetDatabase.store(portcullis).connect();
                java.sql.PreparedStatement query = store.prepareStatement(
                        "SELECT count(*) FROM audit.event WHERE convert_from(body, 'UTF8') LIKE ? AND convert_from(body, 'UTF8') LIKE ?")) {
            query.setString(1, kind);
            query.setString(2, "%" + mark + "%");
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getLong(1);
            }
        }
    }

    private String sessionOf(String mark) throws SQLException {
        try (Connection store = TargetDatabase.store(portcullis).connect();
                java.sql.PreparedStatement query = store.prepareStatement(
                        "SELECT chain_id FROM audit.event WHERE convert_from(body, 'UTF8') LIKE ? LIMIT 1")) {
            query.setString(1, "%" + mark + "%");
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getString(1);
            }
        }
    }

    @Test
    void aHeldCommandSurvivesTheApprovalServiceBeingAwayForAWhile() throws Exception {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            java.util.concurrent.CompletableFuture<Integer> waiting = new java.util.concurrent.CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    waiting.complete(
                            statement.executeUpdate("UPDATE orders SET status = 'paid' WHERE id = 22 /* away-mark */"));
                } catch (Throwable e) {
                    waiting.completeExceptionally(e);
                }
            });
            JsonNode approval = held.awaitPending("away-mark");
            portcullis.signal("approval", "STOP");
            Thread.sleep(Duration.ofSeconds(6));
            portcullis.signal("approval", "CONT");
            held.accepted(approval, "approver", true, "still there");
            assertThat(waiting.get(120, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(1);
        }
    }
}
