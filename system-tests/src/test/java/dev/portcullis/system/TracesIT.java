// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.FreePort;
import dev.portcullis.tracing.Collector;
import dev.portcullis.tracing.Collector.Seen;
import dev.portcullis.tracing.TraceIds;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a collector is told of commands by a gateway, a policy service and an approval service that were
/// given one.
class TracesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ORDER = 43;
    private static final String CHAT = "/c/llm/v1/chat/completions";
    private static final String SERVED = "policy-service POST /v1/decisions";
    private static final List<String> HELD = List.of(
            "approval-service POST /v1/approvals",
            "approval-service POST /v1/approvals/{id}/consume",
            "gateway-service consume approval",
            "gateway-service decide",
            "gateway-service file approval",
            "gateway-service forward",
            "gateway-service hold",
            "gateway-service record intent",
            SERVED);
    private static final Map<String, List<String>> STEPS = Map.of(
            "allowed",
            List.of("gateway-service decide", "gateway-service forward", "gateway-service record intent", SERVED),
            "denied",
            List.of("gateway-service decide", SERVED),
            "held",
            HELD);

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
            try (Connection agent = portcullis.connectTo(
                            listener, portcullis.token("agent"), "orders", Map.of("prepareThreshold", "1"));
                    Statement statement = agent.createStatement()) {
                run(statement);
                everythingIsTold(collector);
                whatIsRunAgainPointsToItsPreparation(agent, collector);
                requestsAreTraces(gateway, collector);
                assertThat(collector.all())
                        .noneSatisfy(span -> assertThat(span.toString()).contains(mark));
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
        for (var command : STEPS.entrySet()) {
            isOneTrace(collector, commandId(mark + "-" + command.getKey()), command.getKey());
        }
        assertThat(collector.of(commandId(mark + "-untold"))).isEmpty();
    }

    /// A statement that the first run of it prepared.
    private void whatIsRunAgainPointsToItsPreparation(Connection agent, Collector collector) throws SQLException {
        String sql = "SELECT '" + mark + "-again', email, name FROM customers WHERE id = ?";
        try (PreparedStatement statement = agent.prepareStatement(sql)) {
            for (int id = 1; id <= 2; id++) {
                statement.setInt(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                }
            }
        }
        List<String> runs = await("both runs are on record")
                .atMost(PATIENCE)
                .until(() -> commandIds(mark + "-again"), found -> found.size() == 2);
        isOneTrace(collector, runs.getFirst(), "allowed");
        await("the second run is told")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(whole(collector, runs.getLast()))
                        .singleElement()
                        .satisfies(span -> assertThat(span.links())
                                .containsExactly(TraceIds.of(runs.getFirst()).trace())));
        assertThat(whole(collector, runs.getFirst()))
                .singleElement()
                .satisfies(span -> assertThat(span.links()).isEmpty());
    }

    /// The same over HTTP, through the edge of the gateway that was told of the collector.
    private void requestsAreTraces(SecondInstance gateway, Collector collector) throws Exception {
        String token = portcullis.token("agent");
        assertThat(ask(gateway, token, "sample-small", mark).statusCode()).isEqualTo(200);
        assertThat(ask(gateway, token, "gpt-6", mark).statusCode()).isEqualTo(403);
        String large = (mark + " ").repeat(8_000);
        CompletableFuture<HttpResponse<String>> waiting =
                Background.of(() -> ask(gateway, token, "sample-small", large));
        JsonNode approval = awaitRequest();
        held.accepted(approval, "approver", true, "traced");
        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode())
                .isEqualTo(200);
        String heldId = approval.path("commandId").asString();
        isOneTrace(collector, heldId, "held");
        for (String what : List.of("allowed", "denied")) {
            String outcome = outcome(what);
            String id = await(what + " request")
                    .atMost(PATIENCE)
                    .until(
                            () -> collector.all().stream()
                                    .filter(span -> span.name().equals("http command"))
                                    .filter(span -> outcome.equals(span.about().get("portcullis.outcome")))
                                    .map(span -> span.about().get("portcullis.command.id"))
                                    .filter(each -> !each.equals(heldId))
                                    .toList(),
                            found -> found.size() == 1)
                    .getFirst();
            isOneTrace(collector, id, what);
        }
    }

    private HttpResponse<String> ask(SecondInstance gateway, String token, String model, String content) {
        return gateway.rest(
                "POST",
                CHAT,
                token,
                Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", content))));
    }

    /// The request that waits: its text is the path only, what else there is of it stands in its parameters.
    private JsonNode awaitRequest() {
        String approver = portcullis.token("approver");
        return await("a request that waits")
                .atMost(PATIENCE)
                .until(
                        () -> held.pending("/v1/chat/completions", approver).stream()
                                .filter(approval ->
                                        approval.path("parameters").toString().contains(mark))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private static void isOneTrace(Collector collector, String id, String what) {
        await(what).atMost(PATIENCE).untilAsserted(() -> {
            List<Seen> seen = collector.of(id);
            assertThat(whole(collector, id))
                    .singleElement()
                    .satisfies(span -> assertThat(span.about())
                            .containsEntry("portcullis.command.id", id)
                            .containsEntry("portcullis.outcome", outcome(what)));
            assertThat(seen.stream()
                            .filter(span -> !span.parent().isEmpty())
                            .map(span -> span.service() + " " + span.name())
                            .distinct()
                            .sorted())
                    .containsExactlyElementsOf(STEPS.get(what));
            assertThat(seen.stream().map(Seen::parent).filter(parent -> !parent.isEmpty()))
                    .isSubsetOf(seen.stream().map(Seen::id).toList());
        });
    }

    private static String outcome(String what) {
        return what.equals("denied") ? "not-permitted" : "COMPLETED";
    }

    private static List<Seen> whole(Collector collector, String id) {
        return collector.of(id).stream().filter(span -> span.parent().isEmpty()).toList();
    }

    /// As the event of it that says what became of it first calls it.
    private String commandId(String text) {
        return await("a record of " + text)
                .atMost(PATIENCE)
                .until(() -> commandIds(text), found -> !found.isEmpty())
                .getFirst();
    }

    /// Of all commands with a text, in the order of their records.
    private List<String> commandIds(String text) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection store = TargetDatabase.store(portcullis).connect();
                Statement statement = store.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT convert_from(body, 'UTF8') FROM audit.event WHERE kind IN ('command.intent', 'command.refused')"
                                + " AND position(convert_to('" + text + "', 'UTF8') IN body) > 0 ORDER BY seq")) {
            while (row.next()) {
                JsonNode event = JsonMapper.shared().readTree(row.getString(1));
                ids.add(event.path("unmapped")
                        .path("portcullis")
                        .path("commandId")
                        .asString());
            }
        }
        return ids;
    }
}
