// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.audit.Erasure;
import dev.portcullis.contracts.audit.LegalHold;
import dev.portcullis.contracts.audit.LogPage;
import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.contracts.audit.SessionPage;
import dev.portcullis.contracts.audit.SessionView;
import dev.portcullis.contracts.budget.BudgetRequest;
import dev.portcullis.contracts.budget.BudgetReservation;
import dev.portcullis.contracts.budget.BudgetSettlement;
import dev.portcullis.contracts.budget.Money;
import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.command.SqlColumn;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.contracts.connection.Prices;
import dev.portcullis.contracts.control.ControlMessage;
import dev.portcullis.contracts.control.PolicyChanged;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.contracts.grant.GrantCheck;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.IssuedKey;
import dev.portcullis.contracts.key.KeyCheck;
import dev.portcullis.contracts.key.KeyFiling;
import dev.portcullis.contracts.key.KeyHolder;
import dev.portcullis.contracts.key.KeyRequest;
import dev.portcullis.contracts.key.KeyRevocation;
import dev.portcullis.contracts.key.KeysEnded;
import dev.portcullis.contracts.key.KeysInUse;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateBound;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.contracts.template.TemplateState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The wire shape of every contract is pinned by a sample: a change to a record that other services, or a
/// SIEM, would notice fails here. `-Dsamples.write=true` writes them anew.
class SamplesTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String DIGEST = "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855e";

    private static final Identity AGENT = new Identity(
            "agent",
            "http://localhost:9000",
            "agent",
            List.of("agents"),
            List.of("agent"),
            List.of(),
            Map.of("name", "Demo agent"),
            "b7c1",
            NOON.plusSeconds(900));
    private static final AccessKey KEY = new AccessKey(
            "0190a7b2-6c1d-7e00-8000-5a1f3c2d4e6b",
            "agent",
            "http://localhost:9000",
            List.of(),
            "copilot",
            "the editor",
            NOON,
            NOON.plusSeconds(900),
            NOON.plusSeconds(60),
            "operator",
            "no longer needed");
    private static final SqlFacts FACTS = new SqlFacts(
            List.of(new SqlStatement(
                    "UPDATE",
                    List.of("UPDATE"),
                    false,
                    true,
                    false,
                    false,
                    true,
                    true,
                    List.of(new SqlRelation("public", "customers", true, SqlRelation.Access.WRITE)),
                    List.of(new SqlColumn("public.customers", "email", SqlColumn.Use.WRITE, List.of("pii.email"))),
                    List.of(new SqlFunction("pg_catalog", "lower", true, false)),
                    List.of(),
                    List.of("pii.email"))),
            false,
            true,
            true,
            List.of("pii.email"),
            "9f2d");
    private static final Decision.Reason REASON =
            new Decision.Reason("orders", 3, "writes-need-a-dba", "hold", "A DBA looks at writes.", false, false);

    private static final SessionView SESSION = new SessionView(
            "01KANDW0M0",
            "agent",
            "http://localhost:9000",
            "orders",
            "postgres",
            "127.0.0.1:51230",
            NOON,
            null,
            SessionView.State.ACTIVE,
            "",
            4,
            1,
            120);

    static Stream<Object> samples() {
        return Stream.of(
                new DecisionRequest(
                        "orders",
                        AGENT,
                        new DecisionRequest.SessionReference("01KANDW0M0", "postgres", "127.0.0.1", NOON),
                        new SessionHistory(3, 120, 4096, List.of("pii.email"), 40),
                        new Command(Command.Kind.SQL, "01KANDW0M0-4", FACTS),
                        NOON),
                new Decision(
                        Decision.Outcome.HOLD,
                        List.of(REASON),
                        new Obligations(
                                List.of(
                                        new Obligations.Mask("pii.email", null, "partial", 2),
                                        new Obligations.Mask("pii.born", null, "date-truncate", null, "year", null),
                                        new Obligations.Mask("pay.*", null, "bucket", null, null, 1000L),
                                        new Obligations.Mask(null, "secrets", "redact", null)),
                                false,
                                1000L,
                                null,
                                30_000L,
                                Connection.RecordingLevel.FULL,
                                null,
                                false,
                                60L,
                                200_000L,
                                List.of(new Money(5_000_000, "USD")),
                                Obligations.RecordingLimit.REFUSE),
                        new Decision.ApprovalTerms("1 of dba", 900),
                        0,
                        7,
                        new Decision.CacheTerms(
                                true, List.of("identity.groups", "sql.writes"), Instant.parse("2026-12-31T00:00:00Z"))),
                new ApprovalRequest(
                        "01KANDW0M0-4",
                        DIGEST,
                        "orders",
                        "01KANDW0M0",
                        AGENT,
                        "UPDATE customers SET email = lower($1) WHERE id = $2",
                        Arrays.asList("A@example.com", null),
                        FACTS,
                        List.of(REASON),
                        "1 of dba",
                        900,
                        7,
                        40),
                new Approval(
                        "01KANDW2Z9",
                        "01KANDW0M0-4",
                        ApprovalState.APPROVED,
                        DIGEST,
                        "orders",
                        "01KANDW0M0",
                        "agent",
                        List.of("agents"),
                        List.of(),
                        "UPDATE customers SET email = lower($1) WHERE id = $2",
                        Arrays.asList("A@example.com", null),
                        FACTS,
                        List.of(REASON),
                        "1 of dba",
                        List.of(new Approval.Vote("approver", List.of("dba"), true, "ticket 17", NOON)),
                        NOON,
                        NOON.plusSeconds(900),
                        NOON.plusSeconds(12),
                        1),
                new AccessGrant(
                        "01KANDX1G7",
                        GrantState.ACTIVE,
                        "agent",
                        "http://localhost:9000",
                        List.of(),
                        "",
                        "orders",
                        "find the lost order of ticket 17",
                        "TICKET-17",
                        1800,
                        true,
                        "1 of dba",
                        "",
                        NOON,
                        NOON,
                        NOON.plusSeconds(1800),
                        "",
                        "",
                        new AccessGrant.Review(NOON.plusSeconds(86400), null, "", ""),
                        2),
                new GrantRequest("orders", "find the lost order of ticket 17", 1800, "TICKET-17", true, null),
                new GrantCheck(AGENT, "orders"),
                new KeyRequest("copilot", "the editor", 3600L),
                new KeyFiling(AGENT, "copilot", DIGEST, "the editor", 3600L),
                new IssuedKey(KEY, "pck_not-a-real-one"),
                new KeyCheck(DIGEST, "copilot"),
                new KeyHolder(KEY, AGENT),
                new KeysInUse(List.of(KEY.id())),
                new KeysEnded(Map.of(KEY.id(), "no longer needed")),
                new KeyRevocation("agent", "operator", "laptop lost", NOON),
                new GrantChanged(
                        "01KANDX1G7-2",
                        "01KANDX1G7",
                        "agent",
                        "orders",
                        GrantState.ENDED,
                        NOON.plusSeconds(60),
                        true,
                        "operator",
                        "no longer needed",
                        3,
                        NOON.plusSeconds(60)),
                new VoteRequest(true, "ticket 17", DIGEST),
                new ConsumeRequest(DIGEST, "01KANDW0M0", "agent"),
                new ApprovalChanged(
                        "01KANDW2Z9-1",
                        "01KANDW2Z9",
                        "01KANDW0M0-4",
                        "01KANDW0M0",
                        ApprovalState.REJECTED,
                        "approver",
                        "not on a Friday",
                        1,
                        NOON),
                new Connection(
                                "orders",
                                "postgres",
                                "db.internal",
                                5432,
                                "orders",
                                Map.of("env", "prod"),
                                new Connection.Tls("/etc/portcullis/ca.crt", "db.internal"),
                                new Connection.Credential("orders_gateway", "file:/run/secrets/orders"),
                                Connection.Durability.LOCAL,
                                Connection.RecordingLevel.FULL,
                                2)
                        .observedAs(new Observation(
                                new Connection.Credential("orders_observer", "file:/run/secrets/orders-observer"),
                                List.of(new Observation.Account("monitoring", "10.0.3.7")))),
                new HttpTarget(
                        "/v1",
                        true,
                        HttpTarget.Api.OPENAI,
                        new HttpTarget.CredentialUse(HttpTarget.CredentialUse.Kind.BEARER, "", "", "", "", List.of()),
                        false,
                        List.of("openai-beta"),
                        new HttpTarget.Limits(
                                2_097_152, 67_108_864, 60, 600, 64, new HttpTarget.Uploads(5_368_709_120L, 3600, 4)),
                        new Prices(
                                "USD",
                                List.of(new Prices.ModelPrice("gpt-5*", 1_250_000, 125_000, 1_250_000, 10_000_000))),
                        HttpTarget.Protocol.HTTP1,
                        new HttpTarget.WebSocket(65_536, 300, 3_600, false, List.of("https://chat.example.com"))),
                new HttpFacts(
                        "POST",
                        "api.openai.com",
                        "/v1/chat/completions",
                        Map.of("trace", List.of("a", "b")),
                        Map.of("accept", "text/event-stream"),
                        "application/json",
                        812,
                        List.of("aws-access-key"),
                        new LlmFacts(
                                "chat_completions",
                                "gpt-5-mini",
                                true,
                                List.of("system", "user"),
                                List.of("run_query"),
                                180,
                                512L,
                                false,
                                false,
                                List.of(),
                                false,
                                false,
                                List.of("aws-access-key"),
                                List.of()),
                        List.of("roadmap.md")),
                new ToolFacts("run_query", Map.of("sql", "SELECT 1", "options.limit", "5"), List.of("pan")),
                new BudgetRequest(
                        "http://localhost:9000",
                        "report-bot",
                        "llm",
                        4276,
                        200_000L,
                        new MoneyDemand("USD", 41_950, 5_000_000)),
                new BudgetReservation("6f1d2c9e-2f7b-4c53-9e6a-0f3f4f0c7a11", 195_724L),
                new BudgetSettlement(812, 9_120L),
                new Classification("orders", "public", "customers", "email", "pii.email"),
                new ControlMessage(
                        "01KANDX000", ControlMessage.Order.KILL_SESSION, "01KANDW0M0", "operator", "incident 4", NOON),
                new PolicyChanged(8, "policy", "orders", NOON),
                new RecordingLine(42, RecordingLine.Kind.ROW, "01KANDW0M0-4", Arrays.asList("1", null)),
                new LogPage(
                        List.of(new LogPage.Entry(
                                16,
                                "01KANDW0M0-E1",
                                "01KANDW0M0",
                                1,
                                "0".repeat(64),
                                DIGEST,
                                "e30=",
                                "session.started",
                                6005,
                                "2026-11-27T12:00:00Z",
                                DIGEST,
                                "5a".repeat(32))),
                        17L),
                new Erasure("01KANDW500", "01KANDW0M0", "request 7", "auditor", NOON, "auditor2", NOON.plusSeconds(60)),
                new LegalHold("01KANDW600", LegalHold.Scope.IDENTITY, "agent", "case 12", "auditor", NOON, null, null),
                new SessionPage(List.of(SESSION), "MTc5NTI2MjQwMDAwMDowMUtBTkRXME0w"),
                SESSION,
                new CommandTemplate(
                        "01KANDW400",
                        TemplateState.ACTIVE,
                        "orders",
                        "agent",
                        "agent",
                        "http://localhost:9000",
                        List.of(),
                        "",
                        "UPDATE orders SET status = {1} WHERE id = $1",
                        "9f2d",
                        List.of(new CommandTemplate.Place("{1}", "TEXT", "paid", "one of 'paid', 'sent'")),
                        "1 of dba",
                        List.of("orders/writes-need-a-dba@3"),
                        "1 of dba",
                        "01KANDW2Z9",
                        "month's end",
                        3600,
                        100,
                        2,
                        NOON,
                        NOON.plusSeconds(60),
                        NOON.plusSeconds(3660),
                        "",
                        "",
                        2),
                new TemplateProposal(
                        "01KANDW2Z9",
                        List.of(
                                TemplateBound.whole("{2}", 1, 1000),
                                TemplateBound.oneOf("{1}", List.of("paid", "sent")),
                                TemplateBound.text("$1", "[A-Z]+", 20)),
                        null,
                        3600,
                        100L,
                        "month's end"));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("samples")
    void aRecordIsWrittenAndReadAsItsSampleSays(Object value) throws IOException {
        String name = value.getClass().getSimpleName() + ".json";
        String written = JSON.writeValueAsString(value).replace("\r\n", "\n") + "\n";
        if (Boolean.getBoolean("samples.write")) {
            Files.writeString(Path.of("src/test/resources/samples", name), written);
        }
        try (InputStream sample = SamplesTest.class.getResourceAsStream("/samples/" + name)) {
            assertThat(sample).as("sample %s", name).isNotNull();
            assertThat(written).isEqualTo(new String(sample.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(JSON.readValue(written, value.getClass())).isEqualTo(value);
    }
}
