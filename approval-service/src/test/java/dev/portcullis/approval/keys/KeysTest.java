// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.KeyCheck;
import dev.portcullis.contracts.key.KeyFiling;
import dev.portcullis.contracts.key.KeyHolder;
import dev.portcullis.contracts.key.KeyRevocation;
import dev.portcullis.contracts.key.KeysEnded;
import dev.portcullis.contracts.key.KeysInUse;
import dev.portcullis.testing.KafkaBroker;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Keys from their issue to their end, through the service's own interface and on a real database.
class KeysTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static RunningService service;
    private static Client client;

    private final String agent = "agent-" + NUMBER.incrementAndGet();

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of("portcullis.keys.longest", "1h", "portcullis.keys.per-identity", "3"));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aKeyOpensItsConnectionForItsIdentityAndNothingElse() {
        AccessKey key = issue(agent, digest(1), 600L);

        KeyHolder holder = Client.JSON.readValue(check(digest(1), "copilot").body(), KeyHolder.class);
        assertThat(holder.identity()).isEqualTo(identity(agent));
        assertThat(holder.key()).isEqualTo(key);
        assertThat(check(digest(1), "orders").status()).as("another connection").isEqualTo(404);
        assertThat(check(digest(2), "copilot").status()).as("a guess").isEqualTo(404);
    }

    @Test
    void itEndsByTheClock() {
        AccessKey key = issue(agent, digest(3), 60L);

        assertThat(key.expiresAt()).isEqualTo(key.issuedAt().plusSeconds(60));
        assertThat(ended(key)).isEmpty();
        RunningService.CLOCK.advance(Duration.ofSeconds(60));
        assertThat(check(digest(3), "copilot").status()).isEqualTo(404);
        assertThat(ended(key)).containsEntry(key.id(), "the key has expired");
    }

    @Test
    void itLivesNoLongerThanItsTokenAndTheLongestTime() {
        AccessKey asMuchAsItMay = issue(agent, digest(4), null);
        AccessKey tooLong = issue(agent, digest(5), 999_999L);

        assertThat(asMuchAsItMay.expiresAt()).isEqualTo(identity(agent).expiresAt());
        assertThat(tooLong.expiresAt()).isEqualTo(identity(agent).expiresAt());
    }

    @Test
    void itOutlivesItsTokenOnlyWhereTheOperatorSaysSo() {
        Instant now = RunningService.CLOCK.instant();
        Instant token = now.plusSeconds(300);

        assertThat(keys(true).end(now, token, null)).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(keys(true).end(now, token, Long.MAX_VALUE)).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(keys(true).end(now, token, 60L)).isEqualTo(now.plusSeconds(60));
        assertThat(keys(false).end(now, token, null)).isEqualTo(token);
        assertThat(keys(false).end(now, token, 60L)).isEqualTo(now.plusSeconds(60));
    }

    @Test
    void itsHolderEndsItAndAnOperatorAndNobodyElse() {
        AccessKey key = issue(agent, digest(6), 600L);

        assertThat(end(key, Tokens.agent("mallory")).status()).isEqualTo(404);
        assertThat(end(key, Tokens.approver("dana", "dba")).status()).isEqualTo(404);
        String through = Tokens.person(agent, "agents")
                .roles("agent")
                .claim("act", Map.of("sub", "bot"))
                .sign();
        assertThat(end(key, through).status()).as("who acts for the holder").isEqualTo(404);
        assertThat(check(digest(6), "copilot").status()).isEqualTo(200);

        assertThat(end(key, Tokens.agent(agent)).status()).isEqualTo(200);
        assertThat(check(digest(6), "copilot").status()).isEqualTo(404);
        assertThat(ended(key).get(key.id())).contains("laptop lost");

        AccessKey another = issue(agent, digest(7), 600L);
        assertThat(end(another, Tokens.withRole("otto", "operator")).status()).isEqualTo(200);
        assertThat(check(digest(7), "copilot").status()).isEqualTo(404);
    }

    @Test
    void aRevokedIdentityHasNoKeys() {
        issue(agent, digest(8), 600L);
        String other = agent + "-other";
        issue(other, digest(9), 600L);

        assertThat(client.post("/v1/keys:revoke", Tokens.agent(agent), new KeyRevocation(agent, "x", "y"))
                        .status())
                .isEqualTo(403);
        assertThat(check(digest(8), "copilot").status()).isEqualTo(200);
        assertThat(client.post("/v1/keys:revoke", Tokens.gateway(), new KeyRevocation(agent, "otto", "incident"))
                        .status())
                .isEqualTo(204);

        assertThat(check(digest(8), "copilot").status()).isEqualTo(404);
        assertThat(check(digest(9), "copilot").status()).isEqualTo(200);
    }

    @Test
    void anOrderThatIsToldLateEndsNoKeyOfAfterIt() {
        AccessKey before = issue(agent, digest(30), 600L);
        Instant order = RunningService.CLOCK.instant();
        RunningService.CLOCK.advance(Duration.ofMinutes(2));
        AccessKey since = issue(agent, digest(31), 600L);

        client.post("/v1/keys:revoke", Tokens.gateway(), new KeyRevocation(agent, "otto", "incident", order));

        assertThat(ended(before).get(before.id())).contains("incident");
        assertThat(ended(since)).isEmpty();
        client.post("/v1/keys:revoke", Tokens.gateway(), new KeyRevocation(agent, "otto", "another", null));
        assertThat(ended(since).get(since.id())).contains("another");
    }

    @Test
    void whoTakesAndEndsKeysInALoopFillsNothing() throws SQLException {
        for (int i = 0; i < 230; i++) {
            AccessKey key = issue(agent, digest(1_000 + i), 600L);
            assertThat(end(key, Tokens.agent(agent)).status()).isEqualTo(200);
        }
        AccessKey last = issue(agent, digest(1_999), 600L);

        try (Connection owner = service.connectAsOwner();
                var rows = owner.createStatement()
                        .executeQuery("SELECT count(*) FROM approval.access_key WHERE subject = '" + agent + "'")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(201);
        }
        assertThat(check(digest(1_999), "copilot").status()).isEqualTo(200);
        assertThat(check(digest(1_000), "copilot").status()).isEqualTo(404);
        assertThat(ended(last)).isEmpty();
    }

    @Test
    void countsWhatBecomesOfKeys() {
        double issued = counted("portcullis.keys.issued");
        double ended = counted("portcullis.keys.ended");
        double accepted = counted("portcullis.keys.lookups", "result", "accepted");
        double refused = counted("portcullis.keys.lookups", "result", "refused");
        double tooMany = counted("portcullis.keys.refused", "reason", "too-many");
        double over = counted("portcullis.keys.refused", "reason", "token-over");

        AccessKey key = issue(agent, digest(40), 600L);
        issue(agent, digest(41), 600L);
        issue(agent, digest(42), 600L);
        file(Tokens.gateway(), agent, digest(43), 600L);
        client.post(
                "/v1/keys",
                Tokens.gateway(),
                new KeyFiling(identity(agent, RunningService.CLOCK.instant()), "copilot", digest(44), "", null));
        check(digest(40), "copilot");
        check(digest(45), "copilot");
        end(key, Tokens.agent(agent));
        end(key, Tokens.agent(agent));
        client.post("/v1/keys:revoke", Tokens.gateway(), new KeyRevocation(agent, "otto", "incident"));

        assertThat(counted("portcullis.keys.issued")).isEqualTo(issued + 3);
        assertThat(counted("portcullis.keys.refused", "reason", "too-many")).isEqualTo(tooMany + 1);
        assertThat(counted("portcullis.keys.refused", "reason", "token-over")).isEqualTo(over + 1);
        assertThat(counted("portcullis.keys.lookups", "result", "accepted")).isEqualTo(accepted + 1);
        assertThat(counted("portcullis.keys.lookups", "result", "refused")).isEqualTo(refused + 1);
        assertThat(counted("portcullis.keys.ended")).isEqualTo(ended + 3);
    }

    private static double counted(String name, String... tags) {
        return service.bean(MeterRegistry.class).get(name).tags(tags).counter().count();
    }

    @Test
    void thereAreOnlySoManyAndOnlyTheGatewayFilesThem() {
        for (int i = 10; i < 13; i++) {
            issue(agent, digest(i), 600L);
        }
        assertThat(file(Tokens.gateway(), agent, digest(13), 600L).status()).isEqualTo(403);
        RunningService.CLOCK.advance(Duration.ofMinutes(10));
        assertThat(file(Tokens.gateway(), agent, digest(13), 600L).status()).isEqualTo(201);

        for (String token : List.of(Tokens.agent(agent), Tokens.withRole("svc-policy", "service"))) {
            assertThat(file(token, agent, digest(14), 600L).status()).isEqualTo(403);
            assertThat(client.post("/v1/keys:check", token, new KeyCheck(digest(13), "copilot"))
                            .status())
                    .isEqualTo(403);
            assertThat(client.post("/v1/keys:ended", token, new KeysInUse(List.of()))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(file(Tokens.gateway(), agent, "not a digest", 600L).status()).isEqualTo(400);
    }

    @Test
    void anIdentityThatIsOverGetsNone() {
        Identity over = identity(agent, RunningService.CLOCK.instant());

        assertThat(client.post("/v1/keys", Tokens.gateway(), new KeyFiling(over, "copilot", digest(15), "", null))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void everybodySeesTheirOwnAndNobodySeesAKey() {
        AccessKey key = issue(agent, digest(16), 600L);
        issue(agent + "-other", digest(17), 600L);

        assertThat(list(Tokens.agent(agent)))
                .contains(key.id())
                .doesNotContain(agent + "-other")
                .doesNotContain(digest(16));
        assertThat(list(Tokens.withRole("otto", "operator"))).contains(key.id(), agent + "-other");
    }

    @Test
    void issueAndEndAreOnRecordWithoutTheDigest() throws SQLException {
        AccessKey key = issue(agent, digest(18), 600L);
        end(key, Tokens.agent(agent));

        List<String> events = service.bean(Outbox.class).after(0, Topics.AUDIT, 10_000).stream()
                .map(Outbox.Message::value)
                .filter(event -> event.contains(key.id()))
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).contains("key.issued", "copilot");
        assertThat(events.getLast()).contains("key.ended", "laptop lost");
        assertThat(events).noneMatch(event -> event.contains(digest(18)));
    }

    @Test
    void secretsInWhatPeopleSayOfAKeyReachNobody() throws SQLException {
        KeyFiling filing =
                new KeyFiling(identity(agent), "copilot", digest(20), "for the editor, password=canary-71", 600L);
        Client.Answer filed = client.post("/v1/keys", Tokens.gateway(), filing);
        AccessKey key = Client.JSON.readValue(filed.body(), AccessKey.class);
        AccessKey revoked = issue(agent, digest(21), 600L);
        Client.Answer ended = client.delete(
                "/v1/keys/" + key.id() + "?reason=laptop%20lost,%20password%3Dcanary-72", Tokens.agent(agent));
        client.post(
                "/v1/keys:revoke",
                Tokens.gateway(),
                new KeyRevocation(agent, "otto", "an incident, password=canary-73"));

        assertThat(key.purpose()).startsWith("for the editor");
        assertThat(ended.body()).contains("laptop lost");
        assertThat(ended(revoked).get(revoked.id())).contains("an incident");
        List<String> events = service.bean(Outbox.class).after(0, Topics.AUDIT, 10_000).stream()
                .map(Outbox.Message::value)
                .filter(event -> event.contains(key.id()) || event.contains(revoked.id()))
                .toList();
        assertThat(events).hasSize(4);
        assertThat(List.of(
                        events.toString(),
                        filed.body(),
                        ended.body(),
                        ended(key).toString(),
                        ended(revoked).toString(),
                        list(Tokens.agent(agent))))
                .noneMatch(text -> text.contains("canary-7"));
    }

    @Test
    void theDatabaseItselfLetsNobodyStretchOrReviveAKey() throws SQLException {
        AccessKey key = issue(agent, digest(19), 600L);
        end(key, Tokens.agent(agent));

        try (Connection owner = service.connectAsOwner()) {
            for (String change :
                    List.of("ended_at = NULL", "expires_at = expires_at + interval '1 day'", "connection = 'orders'")) {
                assertThatThrownBy(() -> owner.createStatement()
                                .execute("UPDATE approval.access_key SET " + change + " WHERE id = '" + key.id() + "'"))
                        .as(change)
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    private static KeyProperties keys(boolean beyondToken) {
        return new KeyProperties(Duration.ofHours(1), beyondToken, 3);
    }

    private AccessKey issue(String subject, String digest, @Nullable Long seconds) {
        Client.Answer answer = file(Tokens.gateway(), subject, digest, seconds);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return Client.JSON.readValue(answer.body(), AccessKey.class);
    }

    private static Client.Answer file(String token, String subject, String digest, @Nullable Long seconds) {
        return client.post(
                "/v1/keys", token, new KeyFiling(identity(subject), "copilot", digest, "the editor", seconds));
    }

    private static Client.Answer check(String digest, String connection) {
        return client.post("/v1/keys:check", Tokens.gateway(), new KeyCheck(digest, connection));
    }

    private static Client.Answer end(AccessKey key, String token) {
        return client.delete("/v1/keys/" + key.id() + "?reason=laptop%20lost", token);
    }

    private static Map<String, String> ended(AccessKey key) {
        Client.Answer answer = client.post("/v1/keys:ended", Tokens.gateway(), new KeysInUse(List.of(key.id())));
        return Client.JSON.readValue(answer.body(), KeysEnded.class).reasons();
    }

    private static String list(String token) {
        Client.Answer answer = client.get("/v1/keys?limit=200", token);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static Identity identity(String subject) {
        return identity(subject, RunningService.CLOCK.instant().plusSeconds(1800));
    }

    private static Identity identity(String subject, Instant expiresAt) {
        return new Identity(
                subject,
                RunningService.ISSUER.issuer(),
                "cli",
                List.of("agents"),
                List.of("agent"),
                List.of(),
                Map.of("team", "blue"),
                UUID.nameUUIDFromBytes(subject.getBytes(StandardCharsets.UTF_8)).toString(),
                expiresAt);
    }

    private static String digest(int number) {
        return "%064x".formatted(number);
    }
}
