// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.RecordingLine.Kind;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.CommandRecording;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.RecordingBound;
import dev.portcullis.gateway.access.RecordingBound.Of;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionRecording;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ChunkedRecordingTest {
    @TempDir
    Path directory;

    @Test
    void replaysWhatTheClientSaw() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            SessionRecording recording = session.recording();
            recording.line(Kind.COMMAND, "c1", List.of("SELECT id, email FROM customers"));
            recording.line(Kind.COLUMNS, "c1", List.of("id", "email"));
            recording.row("c1", Arrays.asList("1", null));
            recording.line(Kind.COMPLETE, "c1", List.of("SELECT 1"));
            session.ended("done");
            List<JsonNode> lines = audit.recording();
            assertThat(lines)
                    .extracting(line -> line.path("k").asString())
                    .containsExactly("COMMAND", "COLUMNS", "ROW", "COMPLETE");
            assertThat(lines.get(2).path("v").get(0).asString()).isEqualTo("1");
            assertThat(lines.get(2).path("v").get(1).isNull()).isTrue();
        }
    }

    @Test
    void leavesOutRowsBehindAMarkOnceACommandHasUsedUpItsShare() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            SessionRecording recording = session.recording();
            CommandRecording first = new CommandRecording(recording, "c1", Obligations.NONE);
            for (int i = 0; i < 150; i++) {
                assertThat(first.row(List.of("value " + i))).isNull();
            }
            assertThat(recording.wantsRows("c1")).isFalse();
            assertThat(recording.wantsRows("c2")).isTrue();
            new CommandRecording(recording, "c2", Obligations.NONE).row(List.of("x".repeat(100_000)));
            assertThat(recording.wantsRows("c2")).isFalse();
            recording.line(Kind.COMPLETE, "c1", List.of("SELECT 150"));
            session.ended("done");
            List<String> kinds = audit.recording().stream()
                    .map(line -> line.path("k").asString())
                    .toList();
            assertThat(kinds).hasSize(103).endsWith("TRUNCATED", "TRUNCATED", "COMPLETE");
        }
    }

    @Test
    void saysWhatItHasNoRoomFor() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            SessionRecording recording = session.recording();
            assertThat(recording.roomFor("c1", Arrays.asList("x", null))).isNull();
            assertThat(of(recording.roomFor("c1", List.of("x".repeat(40_000), "y".repeat(40_000)))))
                    .isEqualTo(Of.COMMAND);
            for (int i = 0; i < 100; i++) {
                assertThat(recording.roomFor("c2", List.of("row"))).isNull();
                recording.row("c2", List.of("row"));
            }
            assertThat(of(recording.roomFor("c2", List.of("row")))).isEqualTo(Of.COMMAND);
            assertThat(recording.roomFor("c3", List.of("row"))).isNull();

            assertThat(recording.roomFor(command("SELECT $1", List.of("x")))).isNull();
            assertThat(of(recording.roomFor(command("SELECT $1", List.of("x".repeat(65_536))))))
                    .as("as many as a value may have, and the text")
                    .isEqualTo(Of.COMMAND);

            for (int i = 0; i < 5; i++) {
                recording.line(Kind.NOTICE, "", List.of("n".repeat(50_000)));
            }
            assertThat(of(recording.roomFor("c3", List.of("x".repeat(20_000))))).isEqualTo(Of.SESSION);
            assertThat(of(recording.roomFor(command("SELECT $1", List.of("x".repeat(20_000))))))
                    .isEqualTo(Of.SESSION);
            assertThat(recording.roomFor("c3", List.of("row"))).isNull();

            recording.leaveOut("c3", "the rest");
            assertThat(recording.wantsRows("c3")).isFalse();
            session.ended("done");
            assertThat(audit.recording().getLast().path("k").asString()).isEqualTo("TRUNCATED");
        }
    }

    /// A text of many statements has no more room than one.
    @Test
    void countsWhatACommandHasUsedUpToItsOutcome() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            SessionRecording recording = session.recording();
            for (int statement = 0; statement < 4; statement++) {
                for (int i = 0; i < 25; i++) {
                    assertThat(recording.roomFor("c1", List.of("row"))).isNull();
                    recording.row("c1", List.of("row"));
                }
                recording.line(Kind.COMPLETE, "c1", List.of("SELECT 25"));
            }
            assertThat(of(recording.roomFor("c1", List.of("row")))).isEqualTo(Of.COMMAND);
            recording.leaveOut("c1", "the rest");
            recording.line(Kind.ERROR, "c1", List.of("22012"));
            assertThat(recording.wantsRows("c1")).isFalse();
            session.outcome(new SessionAudit.Outcome(
                    "c1", SessionAudit.Ending.COMPLETED, "SELECT 25", 100, 0, 0, "", List.of()));
            assertThat(recording.wantsRows("c1")).as("it has no room anew").isFalse();
            assertThat(recording.roomFor("c2", List.of("row"))).isNull();
        }
    }

    @Test
    void whatComesBehindAnOutcomeTakesNoPlaceOfAnOpenCommand() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            SessionRecording recording = session.recording();
            for (int i = 0; i < 300; i++) {
                String id = "c" + i;
                session.outcome(
                        new SessionAudit.Outcome(id, SessionAudit.Ending.CANCELLED, "", 0, 0, 0, "", List.of()));
                recording.row(id, List.of("late"));
                recording.leaveOut(id, "the rest");
                assertThat(recording.wantsRows(id)).isFalse();
            }
            assertThat(recording.roomFor("c300", List.of("row"))).isNull();
            session.ended("done");
            assertThat(audit.recording()).hasSize(600);
        }
    }

    /// Whoever opens many portals at once gets no more room for any of them.
    @Test
    void forgetsNothingOfCommandsThatAreOpenAndHasNoRoomForTooMany() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            SessionRecording recording = session.recording();
            for (int i = 0; i < 100; i++) {
                recording.row("c0", List.of("row"));
            }
            for (int open = 1; open < 256; open++) {
                assertThat(recording.roomFor("c" + open, List.of("row"))).isNull();
                recording.row("c" + open, List.of("row"));
            }
            assertThat(of(recording.roomFor("c0", List.of("row")))).isEqualTo(Of.COMMAND);
            assertThat(recording.roomFor("c255", List.of("row"))).isNull();
            assertThat(of(recording.roomFor("c256", List.of("row")))).isEqualTo(Of.COMMAND);

            CommandRecording marked = new CommandRecording(recording, "c256", Obligations.NONE);
            assertThat(marked.row(List.of("row"))).isNull();
            assertThat(marked.wantsRows()).isFalse();
            CommandRecording strict = new CommandRecording(
                    recording, "c257", Obligations.NONE.atRecordingLimit(Obligations.RecordingLimit.REFUSE));
            assertThat(strict.row(List.of("row"))).isNotNull();

            session.outcome(
                    new SessionAudit.Outcome("c0", SessionAudit.Ending.COMPLETED, "", 100, 0, 0, "", List.of()));
            assertThat(of(recording.roomFor("c257", List.of("row"))))
                    .as("the one that was left out is open, too")
                    .isEqualTo(Of.COMMAND);
            session.outcome(new SessionAudit.Outcome("c1", SessionAudit.Ending.COMPLETED, "", 1, 0, 0, "", List.of()));
            assertThat(recording.roomFor("c257", List.of("row"))).isNull();
            session.ended("done");
            assertThat(audit.recording())
                    .filteredOn(line -> line.path("k").asString().equals("TRUNCATED"))
                    .hasSize(1);
        }
    }

    private static CommandRequest command(String text, List<String> parameters) {
        return AuditHarness.command("c9", "SELECT", text, parameters);
    }

    private static Of of(@Nullable RecordingBound bound) {
        return Objects.requireNonNull(bound).of();
    }

    @Test
    void makesNumberedChunksOfALongSession() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", AuditHarness.connection());
            AuditHarness.durable(durable -> session.started(AuditHarness.decision(Decision.Outcome.ALLOW), durable))
                    .join();
            for (int i = 0; i < 500; i++) {
                session.recording().line(Kind.COMMAND, "c" + i, List.of("SELECT " + "y".repeat(200)));
            }
            session.ended("done");
            assertThat(audit.recording()).hasSize(500);
            JsonNode ended = audit.events("s1").getLast();
            assertThat(ended.at("/unmapped/portcullis/chunks").asInt()).isGreaterThan(3);
        }
    }

    @Test
    void recordsNoRowsWhereTheConnectionAsksForCommandsOnly() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session(
                    "s1", AuditHarness.connection(Connection.Durability.LOCAL, Connection.RecordingLevel.COMMANDS));
            SessionRecording recording = session.recording();
            assertThat(recording.recordsRows()).isFalse();
            assertThat(recording.wantsRows("c1")).isFalse();
            recording.line(Kind.COMMAND, "c1", List.of("SELECT 1"));
            recording.row("c1", List.of("canary"));
            recording.leaveOut("c1", "canary");
            assertThat(recording.roomFor("c1", List.of("x".repeat(100_000)))).isNull();
            session.ended("done");
            assertThat(audit.recording()).hasSize(1);
        }
    }
}
