// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import static dev.portcullis.approval.notifications.Channels.KEY;
import static dev.portcullis.approval.notifications.Channels.SLACK;
import static dev.portcullis.approval.notifications.Channels.await;
import static dev.portcullis.approval.notifications.Channels.awaitAsTimePasses;
import static dev.portcullis.approval.notifications.Channels.client;
import static dev.portcullis.approval.notifications.Channels.dana;
import static dev.portcullis.approval.notifications.Channels.dead;
import static dev.portcullis.approval.notifications.Channels.deliveries;
import static dev.portcullis.approval.notifications.Channels.mails;
import static dev.portcullis.approval.notifications.Channels.one;
import static dev.portcullis.approval.notifications.Channels.operator;
import static dev.portcullis.approval.notifications.Channels.receiver;
import static dev.portcullis.approval.notifications.Channels.secret;
import static dev.portcullis.approval.notifications.Channels.siem;
import static dev.portcullis.approval.notifications.Channels.two;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// That messages arrive, once, and what becomes of those that do not.
class DeliveryTest {

    @BeforeEach
    void allIsWell() {
        receiver.answer("/broken", 200);
    }

    @Test
    void everyChannelIsToldOnceThoughTwoInstancesSend() throws Exception {
        List<Approval> asked = IntStream.range(0, 15)
                .mapToObj(i -> (i % 2 == 0 ? one : two)
                        .client()
                        .file(Requests.held().build())
                        .approval())
                .toList();

        asked.forEach(approval -> {
            await(() -> receiver.about("/siem", approval.id()).size() == 1);
            await(() -> receiver.about(SLACK, approval.id()).size() == 1);
            await(() -> mails.about(approval.id()).size() == 1);
        });
        // Long enough for either instance to look again.
        Thread.sleep(1_500);
        asked.forEach(approval -> {
            assertThat(receiver.about("/siem", approval.id())).hasSize(1);
            assertThat(receiver.about(SLACK, approval.id())).hasSize(1);
            assertThat(mails.about(approval.id())).hasSize(1);
        });
    }

    @Test
    void aFailedMessageIsTriedAgainUnderTheSameId() {
        receiver.answer("/broken", 500);
        Approval asked = client.file(Requests.held().build()).approval();
        await(() -> deliveries("WAITING", asked.id()).toString().contains("answered 500"));

        receiver.answer("/broken", 200);
        RunningService.CLOCK.advance(Duration.ofSeconds(2));

        await(() -> deliveries("DELIVERED", asked.id()).toString().contains("broken"));
        assertThat(receiver.about("/broken", asked.id()))
                .hasSize(2)
                .extracting(post -> post.header("Webhook-id"))
                .containsOnly(receiver.about("/broken", asked.id()).getFirst().header("Webhook-id"));
    }

    @Test
    void aSilentChannelDelaysNeitherAnAnswerNorOtherChannelsAndIsTriedAgain() {
        receiver.answer("/broken", Receiver.SILENCE);
        Approval asked = client.file(Requests.held().build()).approval();
        await(() -> receiver.about("/broken", asked.id()).size() == 1);

        Approval voted = client.vote(asked, dana(), true).approval();
        assertThat(voted.state()).isEqualTo(ApprovalState.APPROVED);
        assertThat(client.consume(asked).approval().state()).isEqualTo(ApprovalState.CONSUMED);
        siem(asked.id(), "decided");

        await(() -> deliveries("WAITING", asked.id()).toString().contains("HttpTimeoutException"));
        receiver.answer("/broken", 200);
        RunningService.CLOCK.advance(Duration.ofSeconds(2));
        await(() -> deliveries("DELIVERED", asked.id()).toString().contains("broken"));
    }

    @Test
    void aMessageThatCannotBeDeliveredIsDeadUntilAnOperatorHasItSentAgain() {
        receiver.answer("/broken", 302);
        Approval asked = client.file(Requests.held().build()).approval();
        JsonNode dead = dead(asked.id());

        assertThat(dead.path("channel").asString()).isEqualTo("broken");
        assertThat(dead.path("attempts").asInt()).isEqualTo(2);
        assertThat(dead.path("error").asString()).isEqualTo("answered 302");
        assertThat(receiver.at("/elsewhere")).isEmpty();

        String resend = "/v1/notifications/" + dead.path("id").asString() + "/resend";
        receiver.answer("/broken", 200);
        assertThat(client.post(resend, operator(), "").status()).isEqualTo(202);
        await(() -> receiver.about("/broken", asked.id()).size() == 3);
        await(() -> deliveries("DELIVERED", asked.id()).toString().contains("broken"));
        assertThat(client.post(resend, operator(), "").status()).isEqualTo(404);
        assertThat(resends(dead.path("id").asString())).as("done, and refused").containsExactly(1, 2);
    }

    @Test
    void onlyOperatorsSeeAndResendMessages() {
        String resend = "/v1/notifications/" + UUID.randomUUID() + "/resend";
        for (String role : List.of("agent", "developer", "approver", "auditor", "policy-admin", "service")) {
            String token = Tokens.withRole("x", role);
            assertThat(client.get("/v1/notifications", token).status()).as(role).isEqualTo(403);
            assertThat(client.post(resend, token, "").status()).as(role).isEqualTo(403);
        }
        assertThat(client.get("/v1/notifications", null).status()).isEqualTo(401);
        assertThat(client.get("/v1/notifications", operator()).status()).isEqualTo(200);
        assertThat(client.get("/v1/notifications?limit=0", operator()).status()).isEqualTo(400);
        assertThat(client.post(resend, operator(), "").status()).isEqualTo(404);
    }

    @Test
    void nothingIsSentWithoutTlsUnlessConfigured() {
        Approval asked = client.file(Requests.held().ttlSeconds(60).build()).approval();
        await(() -> deliveries("DELIVERED", asked.id()).toString().contains("\"mail\""));
        RunningService.CLOCK.advance(Duration.ofSeconds(61));
        client.vote(asked, dana(), true);
        await(() -> mails.about(asked.id()).size() == 2);

        awaitAsTimePasses(() -> deliveries("DEAD", asked.id()).size() == 2);

        assertThat(deliveries("DEAD", asked.id()).toString())
                .contains("the address is none, or is not https", "not reached (MessagingException)");
        assertThat(receiver.at("/not-https")).isEmpty();
        assertThat(mails.about(asked.id()))
                .allSatisfy(mail -> assertThat(mail.recipients()).hasSize(2));
    }

    @Test
    void noSecretIsInTheDatabaseOrInALogLine() throws Exception {
        receiver.answer("/broken", 500);
        List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> recording = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                // The receiver itself may say what it was asked for.
                if (!event.getLoggerName().startsWith("com.sun.net.httpserver")) {
                    events.add(event);
                }
            }
        };
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("dev.portcullis");
        recording.start();
        root.addAppender(recording);
        root.setLevel(Level.INFO);
        ours.setLevel(Level.DEBUG);
        try {
            dead(client.file(Requests.held().build()).approval().id());
        } finally {
            root.setLevel(Level.WARN);
            ours.setLevel(Level.INFO);
            root.detachAppender(recording);
        }

        String stored = everythingStored();
        String logged = events.stream()
                .map(event -> event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy())
                .toList()
                .toString();
        assertThat(stored).contains("answered 500", "agent-7");
        assertThat(logged).contains("message not delivered", "answered 500");
        for (String secret : List.of(secret(), KEY, "s1ack-t0ken", "t3ams-t0ken")) {
            assertThat(stored).doesNotContain(secret);
            assertThat(logged).doesNotContain(secret);
        }
    }

    private static String everythingStored() throws Exception {
        StringBuilder everything = new StringBuilder();
        try (Connection connection = one.connectAsOwner()) {
            for (String table : List.of("delivery", "approval", "outbox")) {
                try (ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT t::text, "
                                + (table.equals("outbox") ? "convert_from(value, 'UTF8')" : "''")
                                + " FROM approval." + table + " t")) {
                    while (rows.next()) {
                        everything
                                .append(rows.getString(1))
                                .append(rows.getString(2))
                                .append('\n');
                    }
                }
            }
        }
        return everything.toString();
    }

    /// How each try to have a message sent again ended, as OCSF counts it.
    private static List<Integer> resends(String message) {
        return one.bean(Outbox.class).after(0, Topics.AUDIT, 100_000).stream()
                .map(event -> Client.JSON.readTree(event.value()))
                .filter(event ->
                        event.at("/unmapped/portcullis/kind").asString().equals("notification.resent"))
                .filter(event ->
                        event.at("/unmapped/portcullis/messageId").asString().equals(message))
                .map(event -> event.path("status_id").asInt())
                .toList();
    }
}
