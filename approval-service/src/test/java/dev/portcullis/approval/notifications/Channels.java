// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// Two instances of the service on one database, with channels that are local servers which take what Slack, Teams,
/// webhook receivers and mail servers are documented to take. Slack and Teams themselves are not reached.
final class Channels {

    static final String KEY = "portcullis-test-key-of-32-bytes!";
    static final String SLACK = "/services/T0/B0/s1ack-t0ken";
    static final String TEAMS = "/workflows/t3ams-t0ken";

    static final Receiver receiver = new Receiver();
    static final MailServer mails = new MailServer();
    static final RunningService one;
    static final RunningService two;
    static final Client client;

    static {
        String database = RunningService.newDatabase();
        one = RunningService.start(database, KafkaBroker.shared(), settings());
        two = RunningService.start(database, KafkaBroker.shared(), settings());
        client = one.client();
    }

    private Channels() {}

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "portcullis.grants.rules[0].connections", "*",
                "portcullis.grants.rules[0].quorum", "1 of dba",
                "portcullis.grants.break-glass.responders", "oncall",
                "portcullis.grants.nag-interval", "200ms"));
        Map.ofEntries(
                        Map.entry("link", "https://portcullis.example/ui"),
                        Map.entry("attempts", "2"),
                        Map.entry("first-retry", "1s"),
                        Map.entry("timeout", "10s"),
                        Map.entry("look-interval", "1h"),
                        Map.entry("webhooks[0].name", "siem"),
                        Map.entry("webhooks[0].url", receiver.url("/siem")),
                        Map.entry("webhooks[1].name", "broken"),
                        Map.entry("webhooks[1].url", receiver.url("/broken")),
                        Map.entry("webhooks[1].occasions", "ASKED"),
                        Map.entry("webhooks[2].name", "not-https"),
                        Map.entry("webhooks[2].url", receiver.url("/not-https")),
                        Map.entry("webhooks[2].occasions", "EXPIRED"),
                        Map.entry("webhooks[2].secret", Secrets.reference(secret())),
                        Map.entry("slack[0].name", "slack"),
                        Map.entry("slack[0].url", Secrets.reference(receiver.url("/services/T0/B0/s1ack-t0ken"))),
                        Map.entry("slack[0].plain-text", "true"),
                        Map.entry("slack[0].buttons", "true"),
                        Map.entry("teams[0].name", "teams"),
                        Map.entry("teams[0].url", Secrets.reference(receiver.url("/workflows/t3ams-t0ken"))),
                        Map.entry("teams[0].plain-text", "true"),
                        Map.entry("teams[0].occasions", "OVERDUE"),
                        Map.entry("mail[0].name", "mail"),
                        Map.entry("mail[0].host", "localhost"),
                        Map.entry("mail[0].port", Integer.toString(mails.port())),
                        Map.entry("mail[0].tls", "NONE"),
                        Map.entry("mail[0].from", "portcullis@example.org"),
                        Map.entry("mail[0].to", "dba@example.org,oncall@example.org"),
                        Map.entry("mail[0].command-characters", "12"),
                        Map.entry("mail[1].name", "mail-tls"),
                        Map.entry("mail[1].host", "localhost"),
                        Map.entry("mail[1].port", Integer.toString(mails.port())),
                        Map.entry("mail[1].from", "portcullis@example.org"),
                        Map.entry("mail[1].to", "dba@example.org"),
                        Map.entry("mail[1].occasions", "EXPIRED"))
                .forEach((name, value) -> settings.put("portcullis.notifications." + name, value));
        for (String each : List.of("webhooks[0]", "webhooks[1]")) {
            settings.put("portcullis.notifications." + each + ".plain-text", "true");
            settings.put("portcullis.notifications." + each + ".secret", Secrets.reference(secret()));
        }
        return settings;
    }

    static String secret() {
        return "whsec_" + Base64.getEncoder().encodeToString(KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /// Made anew each time, since the clock of these tests runs fast.
    static String operator() {
        return Tokens.withRole("oda", "operator");
    }

    static String dana() {
        return Tokens.approver("dana", "dba");
    }

    static Receiver.Post siem(String id, String occasion) {
        Supplier<List<Receiver.Post>> told = () -> receiver.about("/siem", id).stream()
                .filter(post -> post.body().contains("\"portcullis." + occasion + "\""))
                .toList();
        await(() -> !told.get().isEmpty());
        return told.get().getFirst();
    }

    static JsonNode dead(String item) {
        awaitAsTimePasses(() -> !deliveries("DEAD", item).isEmpty());
        return deliveries("DEAD", item).getFirst();
    }

    static List<JsonNode> deliveries(String state, String item) {
        return client.get("/v1/notifications?limit=200&state=" + state, operator())
                .json()
                .path("items")
                .valueStream()
                .filter(each -> each.path("item").asString().equals(item))
                .toList();
    }

    static long toldTo(String channel, String item, Occasion occasion) {
        return List.of("WAITING", "DELIVERED", "DEAD").stream()
                .flatMap(state -> deliveries(state, item).stream())
                .filter(each -> each.path("channel").asString().equals(channel)
                        && each.path("occasion").asString().equals(occasion.name()))
                .count();
    }

    /// Slowly, so that no message that is being sent seems to be left behind.
    static void awaitAsTimePasses(Supplier<Boolean> condition) {
        await(() -> {
            RunningService.CLOCK.advance(Duration.ofMillis(200));
            return condition.get();
        });
    }

    static void await(Supplier<Boolean> condition) {
        for (int i = 0; i < 1_200 && !condition.get(); i++) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(condition.get()).isTrue();
    }
}
