// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.FreePort;
import dev.portcullis.tracing.Collector;
import dev.portcullis.tracing.Collector.Seen;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a collector is told of commands by a gateway, a policy service and an approval service that were given one.
class TracesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ORDER = 43;
    // What is prepared first is judged then, as a command of its own (ADR 0037).
    private static final Map<String, String> SIMPLE = Map.of("preferQueryMode", "simple");

    private final RunningPortcullis portcullis = RunningPortcullis.shared();
    private final HeldCommands held = new HeldCommands(portcullis);
    private final String mark = "traced-" + System.nanoTime();

    @Test
    void eachCommandIsOneTraceFromTheClientToTheTarget(@TempDir Path journal) throws Exception {
        Collector collector = Collector.start();
        List<String> told = List.of("--portcullis.tracing.endpoint=" + collector.endpoint());
        // On a busy machine a service that has just started takes long over its first answers.
        List<String> toldAndPatient =
                List.of("--portcullis.tracing.endpoint=" + collector.endpoint(), "--portcullis.services.timeout=60s");
        int listener = FreePort.find();
        try (collector;
                SecondInstance policy = SecondInstance.of(portcullis, "policy", told);
                SecondInstance approval = SecondInstance.of(portcullis, "approval", told);
                SecondInstance gateway = SecondInstance.gateway(
                        portcullis, listener, journal, List.of(policy, approval), toldAndPatient)) {
            List.of(policy, approval, gateway).forEach(SecondInstance::awaitHealthy);
            try (Connection agent = portcullis.connectTo(listener, portcullis.token("agent"), "orders", SIMPLE);
                    Statement statement = agent.createStatement()) {
                run(statement);
                everythingIsTold(collector);
                collector.close();
                // Nobody listens any more, which is nobody's business but the collector's.
                for (int i = 0; i < 20; i++) {
                    assertThat(read(statement, "after")).isTrue();
                }
            }
        }
    }

    private void run(Statement statement) throws Exception {
        assertThat(read(statement, "allowed")).isTrue();
        assertThatThrownBy(() -> statement.execute(
                        "SELECT count(*) FROM customers WHERE ssn LIKE '1%' AND '" + mark + "-denied' <> ''"))
                .hasMessageContaining("not permitted");
        String update = "UPDATE orders SET total = total WHERE id = " + ORDER + " AND '" + mark + "-held' <> ''";
        CompletableFuture<Integer> waiting = Background.of(() -> statement.executeUpdate(update));
        held.accepted(held.awaitPending(mark + "-held"), "approver", true, "traced");
        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        // The same on the run's own gateway, which was given no collector.
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement untold = agent.createStatement()) {
            assertThat(read(untold, "untold")).isTrue();
        }
    }

    private boolean read(Statement statement, String what) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT '" + mark + "-" + what + "', email FROM customers LIMIT 1")) {
            return row.next() && row.getString(2).contains("*");
        }
    }

    private void everythingIsTold(Collector collector) throws SQLException {
        Map<String, List<String>> wanted = Map.of(
                "allowed",
                        List.of(
                                "gateway-service decide",
                                "gateway-service forward",
                                "gateway-service record intent",
                                "policy-service POST /v1/decisions"),
                "denied", List.of("gateway-service decide", "policy-service POST /v1/decisions"),
                "held",
                        List.of(
                                "approval-service POST /v1/approvals",
                                "approval-service POST /v1/approvals/{id}/consume",
                                "gateway-service consume approval",
                                "gateway-service decide",
                                "gateway-service file approval",
                                "gateway-service forward",
                                "gateway-service hold",
                                "gateway-service record intent",
                                "policy-service POST /v1/decisions"));
        for (var command : wanted.entrySet()) {
            String id = commandId(mark + "-" + command.getKey());
            await(command.getKey()).atMost(PATIENCE).untilAsserted(() -> {
                List<Seen> seen = collector.of(id);
                List<Seen> whole =
                        seen.stream().filter(span -> span.parent().isEmpty()).toList();
                assertThat(whole)
                        .singleElement()
                        .satisfies(span -> assertThat(span.about())
                                .containsEntry("portcullis.command.id", id)
                                .containsEntry(
                                        "portcullis.outcome",
                                        command.getKey().equals("denied") ? "not-permitted" : "COMPLETED"));
                assertThat(seen.stream()
                                .filter(span -> !span.parent().isEmpty())
                                .map(span -> span.service() + " " + span.name())
                                .distinct()
                                .sorted())
                        .containsExactlyElementsOf(command.getValue());
                assertThat(seen.stream().map(Seen::parent).filter(parent -> !parent.isEmpty()))
                        .isSubsetOf(seen.stream().map(Seen::id).toList());
            });
        }
        assertThat(collector.of(commandId(mark + "-untold"))).isEmpty();
        assertThat(collector.all())
                .noneSatisfy(span -> assertThat(span.toString()).contains(mark));
    }

    /// As the event of it that says what became of it first calls it.
    private String commandId(String text) throws SQLException {
        try (Connection store = TargetDatabase.store(portcullis).connect();
                Statement statement = store.createStatement()) {
            String body = await("a record of " + text)
                    .atMost(PATIENCE)
                    .until(() -> body(statement, text), found -> !found.isEmpty());
            JsonNode event = JsonMapper.shared().readTree(body);
            return event.path("unmapped").path("portcullis").path("commandId").asString();
        }
    }

    private static String body(Statement statement, String text) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT convert_from(body, 'UTF8') FROM audit.event WHERE kind IN ('command.intent', 'command.refused')"
                        + " AND position(convert_to('" + text + "', 'UTF8') IN body) > 0")) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
