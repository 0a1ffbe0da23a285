// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import static dev.portcullis.approval.notifications.Channels.KEY;
import static dev.portcullis.approval.notifications.Channels.SLACK;
import static dev.portcullis.approval.notifications.Channels.TEAMS;
import static dev.portcullis.approval.notifications.Channels.await;
import static dev.portcullis.approval.notifications.Channels.client;
import static dev.portcullis.approval.notifications.Channels.dana;
import static dev.portcullis.approval.notifications.Channels.mails;
import static dev.portcullis.approval.notifications.Channels.one;
import static dev.portcullis.approval.notifications.Channels.receiver;
import static dev.portcullis.approval.notifications.Channels.siem;
import static dev.portcullis.approval.notifications.Channels.toldTo;
import static dev.portcullis.approval.notifications.Channels.two;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.grant.GrantRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is told, to whom and when.
class TellingTest {

    @BeforeEach
    void allIsWell() {
        receiver.answer("/broken", 200);
    }

    @Test
    void aWebhookCanTellThatItWasUs() {
        Approval asked = client.file(
                        Requests.held().text("UPDATE secrets SET x = $1").build())
                .approval();

        Receiver.Post post = siem(asked.id(), "asked");

        String id = post.header("Webhook-id");
        long seconds = Long.parseLong(post.header("Webhook-timestamp"));
        assertThat(seconds).isEqualTo(RunningService.CLOCK.instant().getEpochSecond());
        byte[] key = KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(post.header("Webhook-signature"))
                .isEqualTo(WebhookMessage.signature(key, id, seconds, post.body()))
                .isNotEqualTo(WebhookMessage.signature(key, id, seconds + 1, post.body()));
        JsonNode data = Client.JSON.readTree(post.body()).path("data");
        assertThat(data.path("connection").asString()).isEqualTo("orders");
        assertThat(data.path("requester").asString()).isEqualTo("agent-7");
        assertThat(data.path("quorum").asString()).isEqualTo("1 of dba");
        assertThat(data.path("until").asString()).isEqualTo(asked.expiresAt().toString());
        assertThat(data.path("rules").path(0).asString()).isEqualTo("orders/writes-need-a-dba: A DBA decides.");
        assertThat(data.path("link").asString()).isEqualTo("https://portcullis.example/ui/approvals/" + asked.id());
        assertThat(post.body()).doesNotContain("secrets", "paid");
    }

    @Test
    void onlyTheBeginningOfACommandIsToldWhereConfiguredAndNeverAParameter() {
        Approval asked = client.file(Requests.held()
                        .text("UPDATE secrets SET x = $1")
                        .parameters("p4rameter")
                        .build())
                .approval();

        await(() -> mails.about(asked.id()).size() == 1);

        assertThat(mails.about(asked.id()).getFirst().text())
                .contains("Command begins: UPDATE secre…")
                .doesNotContain("secrets", "p4rameter");
        assertThat(receiver.about("/siem", asked.id()).toString()).doesNotContain("UPDATE", "p4rameter");
    }

    @Test
    void whatWasAskedIsToldWhenItIsDecidedAndWhenItsTimeIsOver() {
        Approval decided = client.file(Requests.held().build()).approval();
        client.vote(decided, dana(), false).approval();
        Approval forgotten = client.file(Requests.held().build()).approval();
        RunningService.CLOCK.advance(Duration.ofSeconds(901));
        assertThat(client.vote(forgotten, dana(), true).status()).isEqualTo(409);

        assertThat(siem(decided.id(), "decided").body()).contains("\"REJECTED\"", "\"dana\"");
        siem(forgotten.id(), "expired");
    }

    @Test
    void whatEndsSoonIsBroughtUpOnce() throws Exception {
        Approval late = client.file(Requests.held().build()).approval();
        Approval early = client.file(Requests.held().ttlSeconds(3_600).build()).approval();
        one.bean(Announcing.class).bringUp();
        RunningService.CLOCK.advance(Duration.ofSeconds(601));

        List<Thread> both = List.of(one, two).stream()
                .map(each -> Thread.ofVirtual()
                        .start(() -> each.bean(Announcing.class).bringUp()))
                .toList();
        for (Thread each : both) {
            each.join();
        }

        siem(late.id(), "expiring");
        assertThat(one.bean(Announcing.class).bringUp()).isZero();
        assertThat(toldTo("siem", late.id(), Occasion.EXPIRING)).isEqualTo(1);
        assertThat(toldTo("siem", early.id(), Occasion.EXPIRING)).isZero();
    }

    @Test
    void grantsAreToldWhenAskedForAndWhenDecided() {
        JsonNode grant = client.post(
                        "/v1/grants",
                        Tokens.agent("agent-9"),
                        new GrantRequest("orders", "find it", 600, null, null, null))
                .json();
        String id = grant.path("id").asString();
        String approval = grant.path("approvalId").asString();

        assertThat(siem(approval, "asked").body()).contains("\"GRANT\"", "https://portcullis.example/ui/grants/" + id);
        String digest = client.get("/v1/approvals/" + approval, dana())
                .json()
                .path("digest")
                .asString();
        client.post("/v1/grants/" + id + "/votes", dana(), new VoteRequest(true, "yes", digest));

        assertThat(siem(approval, "decided").body()).contains("\"APPROVED\"");
    }

    @Test
    void emergenciesAreLoudAndNagUntilReviewed() {
        String oncall = Tokens.person("oncall", "sre").roles("developer").sign();
        String id = client.post("/v1/grants", oncall, new GrantRequest("orders", "outage", 60, null, true, null))
                .json()
                .path("id")
                .asString();

        await(() -> receiver.about(TEAMS, id).size() == 1);
        JsonNode card =
                Client.JSON.readTree(receiver.about(TEAMS, id).getFirst().body());
        assertThat(card.path("attachments").path(0).path("contentType").asString())
                .isEqualTo("application/vnd.microsoft.card.adaptive");
        assertThat(card.toString()).contains("EMERGENCY ACCESS WAS TAKEN");
        assertThat(receiver.about(TEAMS, id)).hasSize(1);
        siem(id, "emergency");
        await(() -> receiver.about("/broken", id).size() == 1);
        await(() -> receiver.about(SLACK, id).size() == 1 && mails.about(id).size() == 1);

        client.delete("/v1/grants/" + id + "?reason=done", oncall);
        RunningService.CLOCK.advance(Duration.ofHours(26));

        siem(id, "overdue");
        await(() -> receiver.about(TEAMS, id).size() == 2);
    }

    @Test
    void namesAndRulesAreInertInEveryChannel() {
        ApprovalRequest held = Requests.held()
                .by("<!channel> *x*\r\nBcc: everybody@example.org")
                .build();
        Approval asked = client.file(withRule(held, "<https://evil.example|ok>\r\n.\r\nQUIT"))
                .approval();

        await(() -> mails.about(asked.id()).size() == 1);
        await(() -> receiver.about(SLACK, asked.id()).size() == 1);

        MailServer.Mail mail = mails.about(asked.id()).getFirst();
        assertThat(mail.recipients()).containsExactly("RCPT TO:<dba@example.org>", "RCPT TO:<oncall@example.org>");
        assertThat(mail.source().lines()).noneMatch(line -> line.startsWith("Bcc"));
        assertThat(mail.text())
                .contains("Requester: <!channel> *x*  Bcc: everybody", "<https://evil.example|ok>  .  QUIT");
        assertThat(mail.source()).contains("Content-Type: text/plain", "Auto-Submitted: auto-generated");
        assertThat(receiver.about(SLACK, asked.id()).getFirst().body())
                .doesNotContain("<")
                .contains("&lt;!channel&gt;", "&lt;https://evil.example|ok&gt;");
        assertThat(Client.JSON
                        .readTree(siem(asked.id(), "asked").body())
                        .path("data")
                        .path("requester")
                        .asString())
                .isEqualTo("<!channel> *x*  Bcc: everybody@example.org");
    }

    @Test
    void withoutChannelsNothingIsWritten() throws Exception {
        RunningService quiet = RunningService.shared();
        quiet.client().file(Requests.held().build()).approval();

        try (Connection connection = quiet.connectAsApplication();
                ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM approval.delivery")) {
            rows.next();
            assertThat(rows.getLong(1)).isZero();
        }
    }

    private static ApprovalRequest withRule(ApprovalRequest held, String message) {
        return new ApprovalRequest(
                held.commandId(),
                held.digest(),
                held.connection(),
                held.sessionId(),
                held.requester(),
                held.text(),
                held.parameters(),
                held.facts(),
                List.of(new Decision.Reason("orders", 3, "rule", "hold", message, false, false)),
                held.quorum(),
                held.ttlSeconds(),
                held.policyVersion());
    }
}
