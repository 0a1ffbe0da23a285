// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is sent again under its `Idempotency-Key` is answered as before and done once; under the key of something else
/// nothing is done.
class SentAgainTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static RunningService service;
    private static Client client;

    private final String who = "agent-" + NUMBER.incrementAndGet();
    private final String dana = Tokens.approver("dana", "dba");

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.grants.rules[0].connections", "orders",
                        "portcullis.grants.rules[0].quorum", "1 of dba",
                        "portcullis.grants.rules[0].longest", "1h",
                        "portcullis.grants.rules[0].longest-extended", "2h",
                        "portcullis.grants.break-glass.groups", "oncall"));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void accessIsAskedForOnce() {
        String token = Tokens.agent(who);
        Client.Answer first = send("/v1/grants", token, access(600), "k");
        Client.Answer again = send("/v1/grants", token, access(600), "k");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(grants(token)).isEqualTo(1);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        String token = Tokens.agent(who);
        send("/v1/grants", token, access(600), "k");

        assertThat(send("/v1/grants", token, access(601), "k").reason()).isEqualTo("key-reused");
        assertThat(send("/v1/grants", token, access(601), "k").status()).isEqualTo(422);
        assertThat(send(
                                "/v1/grants",
                                Tokens.person(who, "agents")
                                        .roles("agent")
                                        .claim("act", Map.of("sub", "bot"))
                                        .sign(),
                                access(600),
                                "k")
                        .status())
                .as("another chain of actors")
                .isEqualTo(422);
        assertThat(grants(token)).isEqualTo(1);
    }

    @Test
    void aGrantBoundToOneTokenIsNotTheAnswerToAnother() {
        Map<String, Object> bound =
                Map.of("connection", "orders", "purpose", "look", "seconds", 600, "boundToToken", true);
        String one = Tokens.person(who).roles("agent").claim("jti", "t1").sign();
        String two = Tokens.person(who).roles("agent").claim("jti", "t2").sign();

        assertThat(send("/v1/grants", one, bound, "k").status()).isEqualTo(201);
        assertThat(send("/v1/grants", one, bound, "k").status()).isEqualTo(200);
        assertThat(send("/v1/grants", two, bound, "k").status()).isEqualTo(422);
    }

    @Test
    void anothersKeyIsAnotherKey() {
        assertThat(send("/v1/grants", Tokens.agent(who), access(600), "k").status())
                .isEqualTo(201);
        assertThat(send("/v1/grants", Tokens.agent(who + "-twin"), access(600), "k")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void withoutAKeyEachIsARequestOfItsOwnAndAMalformedKeyIsNone() {
        String token = Tokens.agent(who);
        client.post("/v1/grants", token, access(600));
        client.post("/v1/grants", token, access(600));

        assertThat(send("/v1/grants", token, access(600), "x".repeat(129)).status())
                .isEqualTo(400);
        assertThat(send("/v1/grants", token, access(600), "not visible").status())
                .isEqualTo(400);
        assertThat(grants(token)).isEqualTo(2);
    }

    @Test
    void whatWasRefusedMayBeAskedAgain() {
        String token = Tokens.agent(who);
        assertThat(send("/v1/grants", token, access(3_601), "k").status()).isEqualTo(403);
        assertThat(send("/v1/grants", token, access(600), "k").status()).isEqualTo(201);
    }

    @Test
    void ofRequestsAtOnceOneIsDone() throws Exception {
        String token = Tokens.agent(who);
        Callable<Client.Answer> ask = () -> send("/v1/grants", token, access(600), "k");

        Set<String> ids;
        try (var threads = Executors.newFixedThreadPool(8)) {
            ids = threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> ask).toList()).stream()
                    .map(answer -> answer.resultNow().json().path("id").asString())
                    .collect(Collectors.toSet());
        }

        assertThat(ids).hasSize(1);
        assertThat(grants(token)).isEqualTo(1);
    }

    @Test
    void anEmergencyIsTakenOnce() {
        String token = Tokens.person(who, "oncall").roles("developer").sign();
        Map<String, Object> emergency =
                Map.of("connection", "orders", "purpose", "it burns", "seconds", 600, "breakGlass", true);

        assertThat(send("/v1/grants", token, emergency, "k").status()).isEqualTo(201);
        assertThat(send("/v1/grants", token, emergency, "k").status()).isEqualTo(200);
        assertThat(grants(token)).isEqualTo(1);
    }

    @Test
    void moreTimeIsAskedForOnce() {
        String token = Tokens.agent(who);
        String path = granted(token) + "/extensions";
        Map<String, Object> more = Map.of("seconds", 600, "purpose", "not done yet");

        assertThat(send(path, token, more, "k").status()).isEqualTo(200);
        assertThat(client.post(path, token, more).reason()).isEqualTo("not-grantable");
        assertThat(send(path, token, more, "k").status()).isEqualTo(200);
        assertThat(send(path, token, Map.of("seconds", 601, "purpose", "not done yet"), "k")
                        .status())
                .isEqualTo(422);
        assertThat(send("/v1/grants", token, access(600), "k").status())
                .as("something else")
                .isEqualTo(422);
        assertThat(send(path, Tokens.agent("mallory"), more, "k").status()).isEqualTo(404);
    }

    @Test
    void aReviewIsClosedOnce() {
        String token = Tokens.person(who, "oncall").roles("developer").sign();
        Map<String, Object> emergency =
                Map.of("connection", "orders", "purpose", "it burns", "seconds", 600, "breakGlass", true);
        String grant = "/v1/grants/"
                + client.post("/v1/grants", token, emergency).json().path("id").asString();
        client.delete(grant, token);
        Map<String, Object> note = Map.of("note", "looked at every command");

        Client.Answer first = send(grant + "/review", dana, note, "r-" + who);
        Client.Answer again = send(grant + "/review", dana, note, "r-" + who);

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(send(grant + "/review", dana, Map.of("note", "did not"), "r-" + who)
                        .status())
                .isEqualTo(422);
        assertThat(client.post(grant + "/review", dana, note).status()).isEqualTo(409);
    }

    @Test
    void aWordIsLentOnce() {
        String lender = Tokens.person(who, "dba", "sre").roles("approver").sign();
        Map<String, Object> wish = lending(List.of("sre", "dba"), "on leave");

        Client.Answer first = send("/v1/delegations", lender, wish, "k");
        Client.Answer again = send("/v1/delegations", lender, lending(List.of("dba", "sre"), "on leave"), "k");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(send("/v1/delegations", lender, lending(List.of("dba"), "on leave"), "k")
                        .status())
                .isEqualTo(422);
        assertThat(client.get("/v1/delegations", lender).json().path("items")).hasSize(1);
    }

    private static Map<String, Object> lending(List<String> groups, String reason) {
        String until = RunningService.CLOCK.instant().plus(Duration.ofDays(1)).toString();
        return Map.of("to", "dora", "groups", groups, "until", until, "reason", reason);
    }

    private static Map<String, Object> access(long seconds) {
        return Map.of("connection", "orders", "purpose", "find the lost order", "seconds", seconds);
    }

    private String granted(String token) {
        var grant = client.post("/v1/grants", token, access(600)).json();
        Approval question = client.read(grant.path("approvalId").asString()).approval();
        String path = "/v1/grants/" + grant.path("id").asString();
        assertThat(client.post(path + "/votes", dana, new VoteRequest(true, "fine", question.digest()))
                        .status())
                .isEqualTo(200);
        return path;
    }

    private static Client.Answer send(String path, String token, Object body, String key) {
        return client.post(path, token, body, "Idempotency-Key", key);
    }

    private static int grants(String token) {
        return client.get("/v1/grants", token).json().path("items").size();
    }
}
