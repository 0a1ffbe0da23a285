// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.command.Facts;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.control.ControlMessage;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.ForeignSession;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;
import dev.portcullis.gateway.access.Verdict;
import dev.portcullis.testing.Ocsf;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Everything that this gateway can write, each way it can be written, is valid OCSF. What there is to write is asked
/// of the types: a new refusal, sort of command, order or ending that is not here fails this test.
class OcsfTest {
    private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
    private static final String HOSTILE = "x\n\u001b[31m\u202e\u0000\"}{\ud83d|=";
    /// More than an event holds.
    private static final String LONG = "y".repeat(70_000);
    private static final List<String> ADDRESSES = List.of(
            "10.0.3.7",
            "fd00::7",
            "::ffff:10.0.3.7",
            "fe80::1%eth0",
            "pod-1",
            "",
            "1.2.3",
            "999.9.9.9",
            "1::2::3",
            ":",
            HOSTILE);
    private static final Decision.Reason REASON = new Decision.Reason(HOSTILE, 3, HOSTILE, "allow", "", false, false);

    @TempDir
    Path directory;

    @Test
    void everyEventIsValid() throws Exception {
        List<JsonNode> events;
        try (AuditHarness audit = new AuditHarness(directory)) {
            int session = 0;
            for (Connection connection : connections()) {
                for (Identity identity : identities()) {
                    play(audit.log.open(
                            new SessionReference("s" + session++, connection.type(), "10.0.3.7", THEN),
                            identity,
                            connection));
                }
                for (String address : ADDRESSES) {
                    audit.log
                            .open(
                                    new SessionReference("s" + session++, connection.type(), address, THEN),
                                    AuditHarness.identity(),
                                    connection)
                            .ended(LONG);
                }
            }
            outsideSessions(audit.log);
            events = audit.records(Topics.AUDIT).stream()
                    .map(record -> AuditHarness.JSON.readTree(record.value()))
                    .toList();
        }
        Set<String> problems = new TreeSet<>();
        for (JsonNode event : events) {
            for (String problem : Ocsf.problems(event)) {
                problems.add(kind(event) + " (" + event.path("type_uid") + "): " + problem);
            }
        }
        assertThat(problems).isEmpty();
        assertThat(events.stream().map(OcsfTest::kind).collect(Collectors.toSet()))
                .isEqualTo(
                        Ocsf.writtenBy("gateway").stream().map(AuditKind::word).collect(Collectors.toSet()));
    }

    private static String kind(JsonNode event) {
        return event.at("/unmapped/portcullis/kind").asString();
    }

    private static void play(SessionAudit session) {
        AuditHarness.durable(durable -> session.started(decision(Decision.Outcome.ALLOW), durable))
                .join();
        session.connected(new TargetLogin("db:5432", 4711, THEN, THEN.plusMillis(20)));
        for (CommandRequest command : commands()) {
            for (String approval : new String[] {null, "a1"}) {
                Verdict.Allowed allowed = new Verdict.Allowed(command, decision(Decision.Outcome.ALLOW), approval);
                AuditHarness.durable(durable -> session.intend(List.of(allowed), durable))
                        .join();
            }
            session.held(command, decision(Decision.Outcome.HOLD), "a1");
            session.refused(command, new Refusal.Cancelled());
        }
        for (Refusal refusal : refusals()) {
            session.refused(commands().getFirst(), refusal);
            session.refused(HOSTILE, refusal);
        }
        for (SessionAudit.Ending ending : SessionAudit.Ending.values()) {
            session.outcome(new SessionAudit.Outcome("c1", ending, HOSTILE, 3, 120, 1_000, HOSTILE, List.of()));
            session.outcome(
                    new SessionAudit.Outcome("c1", ending, "", 0, 0, 0, "", List.of(HOSTILE), Map.of("tokensIn", 12L)));
            session.outcome(new SessionAudit.Outcome(
                    "c1", ending, "", 0, 0, 0, "", List.of(), Map.of(), new SessionAudit.Upload(9, "ab")));
        }
        session.ended(HOSTILE);
    }

    private static void outsideSessions(JournaledAuditLog log) {
        log.started();
        for (String address : ADDRESSES) {
            for (Refusal refusal : refusals()) {
                log.turnedAway("postgres", address, "", "orders", refusal);
                log.turnedAway("http", address, HOSTILE, HOSTILE, refusal);
            }
        }
        log.tellOfStrangers();
        for (AuditLog.Purpose purpose : AuditLog.Purpose.values()) {
            log.connected(HOSTILE, new TargetLogin(HOSTILE, 4711, THEN, THEN), purpose);
        }
        List<TargetObservation> observations = List.of(
                new TargetObservation.Failed("", HOSTILE),
                new TargetObservation.Made(
                        "db:5432",
                        1,
                        1,
                        List.of(new ForeignSession(1, 2, THEN, HOSTILE, HOSTILE, HOSTILE, HOSTILE, true))));
        covers(TargetObservation.class, observations);
        observations.forEach(observation -> log.observed("orders", observation));
        for (ControlMessage.Order order : ControlMessage.Order.values()) {
            log.obeyed(new ControlMessage("o1", order, HOSTILE, HOSTILE, HOSTILE, THEN), 1);
        }
        log.beat(false);
        // The harness's end is the gateway's.
    }

    private static List<Refusal> refusals() {
        List<Refusal> refusals = List.of(
                new Refusal.NotAuthenticated(HOSTILE),
                new Refusal.UnknownConnection(HOSTILE),
                new Refusal.NotPermitted(List.of(REASON)),
                new Refusal.NotUnderstood(HOSTILE, 7),
                new Refusal.TooLarge(1),
                new Refusal.BodyNeeded(1, HOSTILE),
                new Refusal.TooMany(1),
                new Refusal.OverLimit(HOSTILE, 1),
                new Refusal.NotSupported(HOSTILE),
                new Refusal.Rejected("a1", HOSTILE, HOSTILE),
                new Refusal.HoldEnded("a1", ApprovalState.EXPIRED),
                new Refusal.Cancelled(),
                new Refusal.SessionOver(HOSTILE),
                new Refusal.AnswerWithheld(HOSTILE),
                new Refusal.RecordingFull(HOSTILE, false, true),
                new Refusal.RecordingFull(HOSTILE, true, false),
                new Refusal.Unavailable(Refusal.Dependency.AUDIT));
        covers(Refusal.class, refusals);
        return refusals;
    }

    private static List<CommandRequest> commands() {
        List<CommandRequest> commands = new ArrayList<>();
        for (String kind :
                List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "COPY", "MERGE", "SET")) {
            commands.add(AuditHarness.command("c1", kind, HOSTILE, List.of(HOSTILE)));
        }
        commands.add(new CommandRequest(
                "c1", "", List.of(), new SqlFacts(List.of(), true, false, true, List.of(), "f"), "d"));
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", HOSTILE)) {
            for (LlmFacts llm : new LlmFacts[] {null, llm()}) {
                HttpFacts facts =
                        new HttpFacts(method, "api", HOSTILE, Map.of(), Map.of(), HOSTILE, 9, List.of(HOSTILE), llm);
                commands.add(new CommandRequest("c1", method + " " + HOSTILE, List.of(), facts, "d"));
            }
            HttpFacts unread = new HttpFacts(
                    method, "api", HOSTILE, Map.of(), Map.of(), "", HttpFacts.UNKNOWN_SIZE, null, null, null);
            commands.add(new CommandRequest("c1", method + " " + HOSTILE, List.of(), unread, "d"));
        }
        commands.add(new CommandRequest(
                "c1",
                "TOOL " + HOSTILE,
                List.of(),
                new ToolFacts(HOSTILE, Map.of(HOSTILE, HOSTILE), List.of(HOSTILE)),
                "d"));
        covers(Facts.class, commands.stream().map(CommandRequest::facts).toList());
        return commands;
    }

    private static LlmFacts llm() {
        List<String> hostile = List.of(HOSTILE);
        return new LlmFacts(
                "responses", HOSTILE, true, hostile, hostile, 4, 5L, true, true, hostile, true, true, hostile, hostile);
    }

    private static Decision decision(Decision.Outcome outcome) {
        Decision usual = AuditHarness.decision(outcome);
        return new Decision(outcome, List.of(REASON), usual.obligations(), usual.approval(), 10, 42, usual.cache());
    }

    private static List<Identity> identities() {
        return List.of(
                AuditHarness.identity(),
                new Identity("", "", "", List.of(), List.of(), List.of(), Map.of(), "", THEN),
                new Identity(
                        HOSTILE,
                        HOSTILE,
                        HOSTILE,
                        List.of(HOSTILE),
                        List.of(HOSTILE),
                        List.of(HOSTILE),
                        Map.of(HOSTILE, HOSTILE),
                        HOSTILE,
                        THEN));
    }

    private static List<Connection> connections() {
        Connection http = new Connection(
                "llm",
                "http",
                "api",
                443,
                "",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential("", "env:K"),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1,
                new HttpTarget(
                        "",
                        true,
                        HttpTarget.Api.OPENAI,
                        new HttpTarget.CredentialUse(HttpTarget.CredentialUse.Kind.BEARER, "", "", "", "", List.of()),
                        false,
                        List.of(),
                        new HttpTarget.Limits(1, 1, 1, 1, 1)),
                Connection.GrantRule.NONE);
        return List.of(AuditHarness.connection(), http);
    }

    /// There is one of each case.
    private static void covers(Class<?> type, List<?> cases) {
        assertThat(cases.stream().<Class<?>>map(Object::getClass).collect(Collectors.toSet()))
                .as("cases of %s", type.getSimpleName())
                .isEqualTo(Stream.of(type.getPermittedSubclasses()).collect(Collectors.toSet()));
    }
}
