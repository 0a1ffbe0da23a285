// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.RecordingLine.Kind;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionRecording;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
            for (int i = 0; i < 150; i++) {
                recording.row("c1", List.of("value " + i));
            }
            assertThat(recording.wantsRows("c1")).isFalse();
            assertThat(recording.wantsRows("c2")).isTrue();
            recording.row("c2", List.of("x".repeat(100_000)));
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
            assertThat(recording.wantsRows("c1")).isFalse();
            recording.line(Kind.COMMAND, "c1", List.of("SELECT 1"));
            recording.row("c1", List.of("canary"));
            session.ended("done");
            assertThat(audit.recording()).hasSize(1);
        }
    }
}
