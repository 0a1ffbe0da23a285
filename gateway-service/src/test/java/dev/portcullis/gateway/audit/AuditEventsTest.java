// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.control.ControlMessage;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.ForeignSession;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;
import dev.portcullis.gateway.access.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

class AuditEventsTest {
    private static final Map<Integer, Set<String>> REQUIRED = Map.of(
            6005, Set.of("actor", "src_endpoint", "database"),
            6003, Set.of("actor", "src_endpoint", "api"),
            6002, Set.of("app"),
            3002, Set.of("user", "service"));
    private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
    private static final TargetLogin LOGIN = new TargetLogin("db:5432", 4711, THEN, THEN.plusMillis(20));
    private static final ForeignSession FOREIGN = new ForeignSession(
            4712, 1_764_000_000_000_000L, THEN, "intruder", "psql\n\u202e", "10.0.0.9", "client backend", false);
    private static final Set<String> ALWAYS =
            Set.of("activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid");

    @TempDir
    Path directory;

    @Test
    void numbersAndLinksTheEventsOfASessionFromItsStartToItsEnd() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            play(audit, "s1");
            List<String> events = audit.chain("s1");
            String previous = "0".repeat(64);
            for (int i = 0; i < events.size(); i++) {
                JsonNode event = AuditHarness.JSON.readTree(events.get(i));
                assertThat(event.at("/metadata/sequence").asInt()).isEqualTo(i + 1);
                assertThat(event.at("/metadata/uid").asString()).isEqualTo("s1-" + (i + 1));
                assertThat(event.at("/unmapped/portcullis/prev").asString()).isEqualTo(previous);
                previous = sha256(events.get(i));
            }
            assertThat(kinds(events))
                    .containsExactly(
                            "session.started",
                            "command.intent",
                            "command.intent",
                            "command.outcome",
                            "command.refused",
                            "command.refused",
                            "command.held",
                            "command.intent",
                            "session.ended");
        }
    }

    @Test
    void givesEachClassWhatItRequires() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            play(audit, "s1");
            audit.log.turnedAway("postgres", "10.0.0.9", "", "orders", new Refusal.NotAuthenticated("expired"));
            audit.log.turnedAway("postgres", "pod-1", "agent-7", "nowhere", new Refusal.UnknownConnection("nowhere"));
            audit.log.obeyed(
                    new ControlMessage(
                            "o1",
                            ControlMessage.Order.KILL_SESSION,
                            "s1",
                            "operator-1",
                            "incident, password=canary-83",
                            audit.clock.instant()),
                    1);
            audit.log.connected("orders", LOGIN, AuditLog.Purpose.CATALOGUE);
            audit.log.observed("orders", new TargetObservation.Failed("db:5432", "away"));
            audit.log.observed("orders", new TargetObservation.Made("db:5432", 1, 1, List.of(FOREIGN)));
            List<JsonNode> events = new ArrayList<>(audit.events("s1"));
            events.addAll(audit.events("gw-"));
            Set<Integer> classes = new HashSet<>();
            assertThat(events.toString()).contains("incident, password=").doesNotContain("canary-83");
            for (JsonNode event : events) {
                int classUid = event.path("class_uid").asInt();
                classes.add(classUid);
                assertThat(event.propertyNames()).containsAll(ALWAYS).containsAll(REQUIRED.get(classUid));
                assertThat(event.path("type_uid").asInt())
                        .isEqualTo(classUid * 100 + event.path("activity_id").asInt());
                assertThat(event.at("/metadata/version").asString()).isEqualTo("1.8.0");
                assertThat(event.at("/metadata/product/name").asString()).isNotBlank();
                if (event.has("query_info")) {
                    assertThat(event.path("query_info").propertyNames()).contains("query_string", "uid");
                }
            }
            assertThat(classes).isEqualTo(REQUIRED.keySet());
            assertThat(events.getLast().at("/unmapped/portcullis/kind").asString())
                    .isEqualTo("gateway.stopped");
        }
    }

    @Test
    void saysWhatWasDecidedAndWhatBecameOfIt() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            play(audit, "s1");
            List<JsonNode> events = audit.events("s1");
            JsonNode intent = events.get(1).at("/unmapped/portcullis");
            assertThat(intent.path("commandId").asString()).isEqualTo("c1");
            assertThat(intent.at("/decision/policyVersion").asInt()).isEqualTo(42);
            assertThat(intent.at("/decision/reasons/0/rule").asString()).isEqualTo("agents-read");
            JsonNode outcome = events.get(3);
            assertThat(outcome.path("disposition_id").asInt()).isEqualTo(11);
            assertThat(outcome.at("/unmapped/portcullis/rows").asInt()).isEqualTo(3);
            assertThat(outcome.at("/unmapped/portcullis/masked/0").asString()).isEqualTo("email partial");
            JsonNode approved = events.get(7);
            assertThat(approved.at("/unmapped/portcullis/approvalId").asString())
                    .isEqualTo("a1");
            assertThat(approved.at("/unmapped/portcullis/digest").asString()).hasSize(64);
            assertThat(approved.path("activity_id").asInt()).isEqualTo(2);
        }
    }

    @Test
    void saysByWhichProcessTheTargetServesASessionAndWhoElseIsThere() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            audit.session("s1", AuditHarness.connection()).connected(LOGIN);
            audit.log.observed("orders", new TargetObservation.Made("db:5432", 1, 1, List.of(FOREIGN)));
            JsonNode connected = audit.events("s1").getFirst().at("/unmapped/portcullis");
            assertThat(connected.path("kind").asString()).isEqualTo("target.connected");
            assertThat(connected.path("targetAddress").asString()).isEqualTo("db:5432");
            assertThat(connected.path("targetProcess").asInt()).isEqualTo(4711);
            assertThat(connected.path("targetReadyAt").asLong())
                    .isEqualTo(LOGIN.ready().toEpochMilli());
            JsonNode seen = audit.events("gw-").stream()
                    .map(event -> event.at("/unmapped/portcullis"))
                    .filter(event -> event.path("kind").asString().equals("target.observed"))
                    .findFirst()
                    .orElseThrow();
            assertThat(seen.at("/sessions/0/process").asInt()).isEqualTo(4712);
            assertThat(seen.at("/sessions/0/application").asString()).isEqualTo("psql\n\u202e");
            assertThat(seen.at("/sessions/0/expected").asBoolean(true)).isFalse();
        }
    }

    @Test
    void keepsBoundValuesOutAndCountsThem() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            var command = AuditHarness.command("c1", "SELECT", "SELECT $1", List.of("canary-4711"));
            AuditHarness.durable(durable -> session.intend(List.of(allowed(command, null)), durable))
                    .join();
            session.held(command, AuditHarness.decision(Decision.Outcome.HOLD), "a1");
            session.refused(command, new Refusal.Cancelled());
            List<String> events = audit.chain("s1");
            assertThat(events).hasSize(3).noneMatch(event -> event.contains("canary-4711"));
            assertThat(AuditHarness.JSON
                            .readTree(events.getFirst())
                            .at("/unmapped/portcullis/parameters/count")
                            .asInt())
                    .isEqualTo(1);
            assertThat(AuditHarness.JSON
                            .readTree(events.getFirst())
                            .at("/unmapped/portcullis/parameters/digest")
                            .asString())
                    .hasSize(64);
        }
    }

    @Test
    void makesInertWhateverACommandHolds() throws Exception {
        String nasty = "SELECT '\"\\\r\n\u0000\u001b[2J\u202e \ud800 \ud83d\ude00'";
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            session.refused(nasty, new Refusal.NotUnderstood("no", 1));
            String event = audit.chain("s1").getFirst();
            assertThat(event.chars()).noneMatch(c -> c < 0x20 || c == 0x7f);
            assertThat(AuditHarness.JSON
                            .readTree(event)
                            .at("/query_info/query_string")
                            .asString())
                    .isEqualTo(nasty.replace('\ud800', '\ufffd').replace("\ufffd\ude00", "\ud83d\ude00"));
        }
    }

    @Test
    void cutsALongCommandAndSaysWhatTheWholeIs() throws Exception {
        String text = "SELECT '" + "é".repeat(100_000) + "'";
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            var command = AuditHarness.command("c1", "SELECT", text, List.of());
            AuditHarness.durable(durable -> session.intend(List.of(allowed(command, null)), durable))
                    .join();
            JsonNode event = audit.events("s1").getFirst();
            assertThat(event.at("/query_info/query_string").asString())
                    .hasSize(65_536)
                    .startsWith("SELECT 'é");
            JsonNode whole = event.at("/unmapped/portcullis/text");
            assertThat(whole.path("bytes").asInt()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            assertThat(whole.path("sha256").asString()).isEqualTo(sha256(text));
        }
    }

    @Test
    void hasNoDigestThatConfirmsAGuessedPassword() throws Exception {
        String beyond = "SELECT '" + "x".repeat(ShownText.MOST) + "'; ALTER ROLE a PASSWORD 'canary-1'";
        for (String text : List.of("ALTER ROLE a PASSWORD 'canary-1'", beyond)) {
            try (AuditHarness audit = new AuditHarness(directory.resolve("of-" + text.length()))) {
                SessionAudit session = audit.session("s1", AuditHarness.connection());
                var command = AuditHarness.command("c1", "ALTER", text, List.of("1"));
                session.held(command, AuditHarness.decision(Decision.Outcome.HOLD), "a1");
                AuditHarness.durable(durable -> session.intend(List.of(allowed(command, "a1")), durable))
                        .join();
                session.refused(command, new Refusal.Cancelled());
                session.refused(text, new Refusal.Cancelled());
                List<JsonNode> events = audit.events("s1");
                assertThat(events)
                        .hasSize(4)
                        .noneMatch(event -> event.toString().contains("canary-1"));
                for (JsonNode event : events) {
                    JsonNode details = event.at("/unmapped/portcullis");
                    assertThat(details.has("digest")).isFalse();
                    assertThat(details.path("parameters").has("digest")).isFalse();
                    assertThat(details.path("text").has("sha256")).isFalse();
                    assertThat(details.at("/text/bytes").asInt()).isEqualTo(text.length());
                }
                assertThat(events.getFirst()
                                .at("/unmapped/portcullis/approvalId")
                                .asString())
                        .isEqualTo("a1");
                assertThat(events.getFirst()
                                .at("/unmapped/portcullis/parameters/count")
                                .asInt())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void failsAnIntentThatTheJournalRefusesAndLeavesNoGap() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory, DataSize.ofKilobytes(16))) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            var large = AuditHarness.command("c1", "SELECT", "x".repeat(20_000), List.of());
            assertThatThrownBy(() -> AuditHarness.durable(
                                    durable -> session.intend(List.of(allowed(large, null)), durable))
                            .join())
                    .isInstanceOf(CompletionException.class);
            var small = AuditHarness.command("c2", "SELECT", "SELECT 1", List.of());
            AuditHarness.durable(durable -> session.intend(List.of(allowed(small, null)), durable))
                    .join();
            List<JsonNode> events = audit.events("s1");
            assertThat(events).hasSize(1);
            assertThat(events.getFirst().at("/metadata/sequence").asInt()).isEqualTo(1);
        }
    }

    @Test
    void letsAQuorumIntentGoOnlyWhenKafkaHasIt() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session(
                    "s1", AuditHarness.connection(Connection.Durability.QUORUM, Connection.RecordingLevel.COMMANDS));
            var command = AuditHarness.command("c1", "SELECT", "SELECT 1", List.of());
            AuditHarness.durable(durable -> session.intend(List.of(allowed(command, null)), durable))
                    .join();
            assertThat(audit.kafka.history())
                    .anyMatch(record -> AuditHarness.text(record.value()).contains("\"commandId\":\"c1\""));
        }
    }

    @Test
    void letsNoIntentGoWithoutKafkaWhereTheGatewayKeepsNothing() throws Exception {
        try (AuditHarness audit = AuditHarness.withSilentKafka(directory, Connection.Durability.QUORUM)) {
            var intent = intent(audit);
            assertThatThrownBy(() -> intent.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            // Ends in any case: an intent that Kafka never answers is refused after a while.
            while (!intent.isDone()) {
                audit.kafka.completeNext();
                Thread.sleep(5);
            }
            intent.join();
        }
    }

    @Test
    void letsALocalIntentGoWithoutKafka() throws Exception {
        try (AuditHarness audit = AuditHarness.withSilentKafka(directory, Connection.Durability.LOCAL)) {
            assertThat(intent(audit)).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    private static CompletableFuture<Void> intent(AuditHarness audit) {
        SessionAudit session = audit.session(
                "s1", AuditHarness.connection(Connection.Durability.LOCAL, Connection.RecordingLevel.COMMANDS));
        var command = AuditHarness.command("c1", "SELECT", "SELECT 1", List.of());
        return AuditHarness.durable(durable -> session.intend(List.of(allowed(command, null)), durable));
    }

    @Test
    void carriesTheHeadersThatRouteAnEvent() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            play(audit, "s1");
            var first = audit.records(Topics.AUDIT).stream()
                    .filter(record -> AuditHarness.text(record.key()).equals("s1"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> headers = new HashMap<>();
            first.headers().forEach(header -> headers.put(header.key(), AuditHarness.text(header.value())));
            assertThat(headers)
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_id", "s1-1")
                    .containsEntry("ce_type", "dev.portcullis.session.started")
                    .containsEntry("ce_subject", "s1")
                    .containsEntry("ce_time", "2026-11-21T09:00:00Z")
                    .containsEntry("content-type", "application/json")
                    .containsKey("ce_source");
        }
    }

    @Test
    void neverGoesBackInTimeWithinAChain() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            session.refused("one", new Refusal.Cancelled());
            audit.clock.advance(Duration.ofSeconds(-5));
            session.refused("two", new Refusal.Cancelled());
            List<Long> times = audit.events("s1").stream()
                    .map(event -> event.path("time").asLong())
                    .toList();
            assertThat(times).isSorted();
        }
    }

    private static void play(AuditHarness audit, String id) {
        SessionAudit session = audit.session(id, AuditHarness.connection());
        AuditHarness.durable(durable -> session.started(AuditHarness.decision(Decision.Outcome.ALLOW), durable))
                .join();
        var read = AuditHarness.command("c1", "SELECT", "SELECT email FROM customers", List.of("a@b.example"));
        var more = AuditHarness.command("c2", "SELECT", "SELECT 1", List.of());
        AuditHarness.durable(durable -> session.intend(List.of(allowed(read, null), allowed(more, null)), durable))
                .join();
        session.outcome(new SessionAudit.Outcome(
                "c1", SessionAudit.Ending.COMPLETED, "SELECT 3", 3, 120, 1_000, "", List.of("email partial")));
        var drop = AuditHarness.command("c3", "DROP", "DROP TABLE customers", List.of());
        session.refused(
                drop,
                new Refusal.NotPermitted(
                        AuditHarness.decision(Decision.Outcome.DENY).reasons()));
        session.refused("SELEKT", new Refusal.NotUnderstood("syntax error", 1));
        var update = AuditHarness.command("c4", "UPDATE", "UPDATE orders SET x = 1 WHERE id = 1", List.of());
        session.held(update, AuditHarness.decision(Decision.Outcome.HOLD), "a1");
        AuditHarness.durable(durable -> session.intend(List.of(allowed(update, "a1")), durable))
                .join();
        session.ended("client left");
        session.ended("a second time");
    }

    private static Verdict.Allowed allowed(CommandRequest command, String approvalId) {
        return new Verdict.Allowed(command, AuditHarness.decision(Decision.Outcome.ALLOW), approvalId);
    }

    private static List<String> kinds(List<String> events) {
        return IntStream.range(0, events.size())
                .mapToObj(i -> AuditHarness.JSON
                        .readTree(events.get(i))
                        .at("/unmapped/portcullis/kind")
                        .asString())
                .toList();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
