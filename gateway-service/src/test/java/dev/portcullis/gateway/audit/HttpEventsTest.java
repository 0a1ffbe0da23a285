// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class HttpEventsTest {
    /// What the class API Activity of OCSF 1.8.0 has room for, of what is used here.
    private static final Set<String> KNOWN = Set.of(
            "time",
            "category_uid",
            "class_uid",
            "activity_id",
            "activity_name",
            "type_uid",
            "severity_id",
            "status_id",
            "action_id",
            "disposition_id",
            "metadata",
            "actor",
            "src_endpoint",
            "dst_endpoint",
            "api",
            "policy",
            "unmapped");

    @TempDir
    Path directory;

    @Test
    void areApiActivityAndHoldNoBody() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s1", connection());
            AuditHarness.durable(durable -> session.started(AuditHarness.decision(Decision.Outcome.ALLOW), durable))
                    .join();
            CommandRequest command = command();
            Verdict.Allowed allowed = new Verdict.Allowed(command, AuditHarness.decision(Decision.Outcome.ALLOW), null);
            AuditHarness.durable(durable -> session.intend(List.of(allowed), durable))
                    .join();
            session.outcome(new SessionAudit.Outcome(
                    "c1",
                    SessionAudit.Ending.COMPLETED,
                    "200",
                    1,
                    20,
                    5,
                    "",
                    List.of("secrets redact"),
                    Map.of("tokensIn", 12L)));
            session.refused(command, new Refusal.TooMany(4));
            session.refused("GET /x", new Refusal.AnswerWithheld("x"));
            session.ended("done");
            List<JsonNode> events = audit.events("s1");

            assertThat(events).hasSize(6).allSatisfy(event -> {
                assertThat(event.path("class_uid").asInt()).isEqualTo(6003);
                assertThat(event.at("/api/operation").asString()).isNotBlank();
                assertThat(event.at("/actor/user/uid").asString()).isEqualTo("agent-7");
                assertThat(event.has("src_endpoint")).isTrue();
                assertThat(event.propertyNames()).isSubsetOf(KNOWN);
                assertThat(event.path("type_uid").asInt())
                        .isEqualTo(600300 + event.path("activity_id").asInt());
                assertThat(event.toString()).doesNotContain("canary");
            });
            JsonNode intent = events.get(1);
            assertThat(intent.path("activity_id").asInt()).isEqualTo(1);
            assertThat(intent.at("/api/operation").asString()).isEqualTo("POST /v1/chat/completions");
            assertThat(intent.at("/api/request/uid").asString()).isEqualTo("c1");
            assertThat(intent.at("/unmapped/portcullis/llm/model").asString()).isEqualTo("gpt-5");
            assertThat(intent.at("/unmapped/portcullis/parameters/count").asInt())
                    .isEqualTo(1);
            assertThat(events.get(2).at("/unmapped/portcullis/counts/tokensIn").asInt())
                    .isEqualTo(12);
        }
    }

    @Test
    void sayThatABodyPassedUnreadAndHowMuchOfIt() throws Exception {
        try (AuditHarness audit = new AuditHarness(directory)) {
            SessionAudit session = audit.session("s2", connection());
            AuditHarness.durable(durable -> session.started(AuditHarness.decision(Decision.Outcome.ALLOW), durable))
                    .join();
            HttpFacts unread =
                    new HttpFacts("PUT", "api", "/f", Map.of(), Map.of(), "", HttpFacts.UNKNOWN_SIZE, null, null, null);
            CommandRequest command = new CommandRequest("c1", "PUT /f", List.of(), unread, "digest");
            Verdict.Allowed allowed = new Verdict.Allowed(command, AuditHarness.decision(Decision.Outcome.ALLOW), null);
            AuditHarness.durable(durable -> session.intend(List.of(allowed), durable))
                    .join();
            session.outcome(passed(new SessionAudit.Upload(20, "ab")));
            session.outcome(passed(new SessionAudit.Upload(7, "")));
            session.outcome(passed(null));
            session.ended("done");
            List<JsonNode> events = audit.events("s2");

            JsonNode http = events.get(1).at("/unmapped/portcullis/http");
            assertThat(http.path("unread").asBoolean()).isTrue();
            assertThat(http.has("findings") || http.has("bodyBytes")).isFalse();
            JsonNode whole = events.get(2).at("/unmapped/portcullis/upload");
            assertThat(whole.path("bytes").asInt()).isEqualTo(20);
            assertThat(whole.path("sha256").asString()).isEqualTo("ab");
            JsonNode broken = events.get(3).at("/unmapped/portcullis/upload");
            assertThat(broken.path("bytes").asInt()).isEqualTo(7);
            assertThat(broken.has("sha256")).isFalse();
            assertThat(events.get(4).at("/unmapped/portcullis").has("upload")).isFalse();
        }
    }

    private static SessionAudit.Outcome passed(SessionAudit.@Nullable Upload upload) {
        return new SessionAudit.Outcome(
                "c1", SessionAudit.Ending.COMPLETED, "200", 1, 2, 5, "", List.of(), Map.of(), upload);
    }

    private static CommandRequest command() {
        LlmFacts llm = new LlmFacts(
                "chat_completions",
                "gpt-5",
                false,
                List.of("user"),
                List.of(),
                4,
                null,
                false,
                false,
                List.of(),
                false,
                false,
                List.of(),
                List.of());
        HttpFacts facts = new HttpFacts(
                "POST", "api", "/v1/chat/completions", Map.of(), Map.of(), "application/json", 9, List.of(), llm);
        return new CommandRequest("c1", "POST /v1/chat/completions", List.of("canary-body"), facts, "digest");
    }

    private static Connection connection() {
        return new Connection(
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
    }
}
