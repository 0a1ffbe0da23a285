// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.approval.notifications.Secrets;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.testing.KafkaBroker;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Presses as Slack is documented to send them, signed here. Slack itself is not reached.
class SlackButtonsTest {

    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.notifications.slack-buttons.signing-secret", Secrets.reference(SECRET),
                        "portcullis.notifications.slack-buttons.team", "T1",
                        "portcullis.notifications.slack-buttons.people.UDANA.subject", "dana",
                        "portcullis.notifications.slack-buttons.people.UDANA.groups", "dba",
                        "portcullis.notifications.slack-buttons.people.UAGENT.subject", "agent-7",
                        "portcullis.notifications.slack-buttons.people.UAGENT.groups", "dba",
                        "portcullis.notifications.slack-buttons.people.UEVE.subject", "eve",
                        "portcullis.notifications.slack-buttons.people.UEVE.groups", "sales"));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aPressIsANoOfThePersonThatWasWrittenDown() throws Exception {
        Approval asked = held();

        assertThat(press(body("T1", "UDANA", "portcullis-reject", asked.id()))).isEqualTo(200);

        Approval rejected = client.read(asked.id()).approval();
        assertThat(rejected.state()).isEqualTo(ApprovalState.REJECTED);
        Approval.Vote vote = rejected.votes().getFirst();
        assertThat(vote.voter()).isEqualTo("dana");
        assertThat(vote.approve()).isFalse();
        assertThat(press(body("T1", "UDANA", "portcullis-reject", asked.id()))).isEqualTo(409);
    }

    @Test
    void whoIsNotWrittenDownOrHasNoSayDecidesNothing() throws Exception {
        Approval asked = held();

        assertThat(press(body("T1", "dana", "portcullis-reject", asked.id()))).isEqualTo(404);
        assertThat(press(body("T2", "UDANA", "portcullis-reject", asked.id()))).isEqualTo(404);
        assertThat(press(body("T1", "UEVE", "portcullis-reject", asked.id()))).isEqualTo(403);
        assertThat(press(body("T1", "UAGENT", "portcullis-reject", asked.id()))).isEqualTo(403);
        assertPending(asked);
    }

    @Test
    void thereIsNoYes() throws Exception {
        Approval asked = held();

        for (String action : List.of("portcullis-open", "portcullis-approve", "approve", "")) {
            assertThat(press(body("T1", "UDANA", action, asked.id()))).isEqualTo(200);
        }
        assertPending(asked);
    }

    @Test
    void whatSlackDidNotSignOrSignedLongAgoIsRefused() throws Exception {
        Approval asked = held();
        String body = body("T1", "UDANA", "portcullis-reject", asked.id());
        Instant now = RunningService.CLOCK.instant();

        assertThat(send(body, now, signature(body, now, "another secret"))).isEqualTo(401);
        assertThat(send(body, now, signature(body + " ", now, SECRET))).isEqualTo(401);
        assertThat(send(body, now.minusSeconds(301), signature(body, now.minusSeconds(301), SECRET)))
                .isEqualTo(401);
        assertThat(send(body, now, signature(body, now.minusSeconds(301), SECRET)))
                .isEqualTo(401);
        assertThat(send(body, now, "")).isEqualTo(401);
        assertPending(asked);
        assertThat(send(body, now.minusSeconds(299), signature(body, now.minusSeconds(299), SECRET)))
                .isEqualTo(200);
    }

    @Test
    void whatIsNoPressIsRefused() throws Exception {
        for (String payload : List.of("", "{", "[]", "{\"type\":\"view_submission\"}")) {
            assertThat(press("payload=" + payload)).as(payload).isEqualTo(400);
        }
        assertThat(press("")).isEqualTo(400);
        assertThat(press(body("T1", "UDANA", "portcullis-reject", "no id"))).isEqualTo(400);
        assertThat(press(body("T1", "UDANA", "portcullis-reject", "00000000-0000-7000-8000-000000000000")))
                .isEqualTo(404);
    }

    @Test
    void withoutASigningSecretThereAreNoButtons() throws Exception {
        String body = body("T1", "UDANA", "portcullis-reject", "x");
        Instant now = RunningService.CLOCK.instant();

        assertThat(send(RunningService.shared().client().base(), body, now, signature(body, now, SECRET)))
                .isEqualTo(401);
    }

    @Test
    void buttonsNeedAReferenceAndAWorkspace() {
        assertThatThrownBy(() -> new SlackProperties(SECRET, "T1", Map.of())).hasMessageNotContaining(SECRET);
        assertThatThrownBy(() -> new SlackProperties("env:SECRET", "", Map.of()))
                .hasMessage("buttons in Slack need the id of the workspace");
    }

    private static Approval held() {
        return client.file(Requests.held().build()).approval();
    }

    private static void assertPending(Approval approval) {
        Approval now = client.read(approval.id()).approval();
        assertThat(now.state()).isEqualTo(ApprovalState.PENDING);
        assertThat(now.votes()).isEmpty();
    }

    private static String body(String team, String user, String action, String value) {
        String payload = Client.JSON.writeValueAsString(Map.of(
                "type", "block_actions",
                "team", Map.of("id", team, "domain", "x"),
                "user", Map.of("id", user, "username", "dana", "name", "dana", "team_id", team),
                "actions", List.of(Map.of("type", "button", "action_id", action, "block_id", "b", "value", value))));
        return "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8);
    }

    private static int press(String body) throws Exception {
        Instant now = RunningService.CLOCK.instant();
        return send(body, now, signature(body, now, SECRET));
    }

    private static int send(String body, Instant at, String signature) throws Exception {
        return send(client.base(), body, at, signature);
    }

    private static int send(String base, String body, Instant at, String signature) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(base + "/v1/slack/actions"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("X-Slack-Request-Timestamp", Long.toString(at.getEpochSecond()))
                                .header("X-Slack-Signature", signature)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String signature(String body, Instant at, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = ("v0:" + at.getEpochSecond() + ":" + body).getBytes(StandardCharsets.UTF_8);
        return "v0=" + HexFormat.of().formatHex(mac.doFinal(signed));
    }
}
