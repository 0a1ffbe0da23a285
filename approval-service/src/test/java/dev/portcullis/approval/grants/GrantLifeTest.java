// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.approvals.Sweeps;
import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.contracts.grant.GrantCheck;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.testing.KafkaBroker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Access for a time, from the question to its end, through the service's own interface and on a real database.
class GrantLifeTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static RunningService service;
    private static Client client;

    private final String agent = "agent-" + NUMBER.incrementAndGet();
    private final String dana = Tokens.approver("dana", "dba");

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.grants.rules[0].connections", "orders*",
                        "portcullis.grants.rules[0].quorum", "1 of dba",
                        "portcullis.grants.rules[0].longest", "1h",
                        "portcullis.grants.rules[0].longest-extended", "2h",
                        "portcullis.grants.rules[1].connections", "*-prod",
                        "portcullis.grants.rules[1].quorum", "1 of security",
                        "portcullis.grants.rules[1].longest", "30m",
                        "portcullis.grants.break-glass.responders", "oncall",
                        "portcullis.grants.nag-interval", "1h"));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void whoAsksGetsInWhenPeopleAgreeAndNotBeforeAndNotAfterwards() {
        AccessGrant asked = ask(agent, 600);
        assertThat(asked.state()).isEqualTo(GrantState.REQUESTED);
        assertThat(check(agent, "orders").status()).isEqualTo(404);

        vote(asked, dana, true);

        AccessGrant granted = grant(check(agent, "orders"));
        assertThat(granted.id()).isEqualTo(asked.id());
        assertThat(granted.endsAt()).isEqualTo(granted.startsAt().plusSeconds(600));
        assertThat(check(agent, "orders-2").status()).isEqualTo(404);
        assertThat(check("mallory", "orders").status()).isEqualTo(404);

        RunningService.CLOCK.advance(Duration.ofMinutes(10));
        assertThat(check(agent, "orders").status()).isEqualTo(404);
        service.bean(Ending.class).sweep();
        assertThat(read(asked).state()).isEqualTo(GrantState.ENDED);
        assertThat(states(asked)).containsExactly(GrantState.ACTIVE, GrantState.ENDED);
    }

    @Test
    void aNoOrSilenceIsNoGrant() {
        AccessGrant rejected = ask(agent, 600);
        vote(rejected, dana, false);
        AccessGrant forgotten = ask(agent, 600);
        RunningService.CLOCK.advance(Duration.ofHours(1));
        Sweeps.approvals(service);

        assertThat(read(rejected).state()).isEqualTo(GrantState.REFUSED);
        assertThat(read(forgotten).state()).isEqualTo(GrantState.REFUSED);
        assertThat(check(agent, "orders").status()).isEqualTo(404);
    }

    @Test
    void nobodyGrantsThemselvesAnything() {
        String both =
                Tokens.person("dual", "dba").roles("approver", "developer").sign();
        AccessGrant asked = grant(client.post("/v1/grants", both, request(600, null)));

        Client.Answer answer = client.post(
                "/v1/grants/" + asked.id() + "/votes",
                both,
                new VoteRequest(true, "me", approval(asked).digest()));

        assertThat(answer.reason()).isEqualTo("own-request");
        assertThat(check("dual", "orders").status()).isEqualTo(404);
    }

    @Test
    void aGrantIsForTheChainOfActorsThatAsked() {
        AccessGrant asked = ask(agent, 600);
        vote(asked, dana, true);

        Client.Answer through = client.post(
                "/v1/grants:check", Tokens.gateway(), new GrantCheck(identity(agent, "t1", "bot"), "orders"));

        assertThat(through.status()).isEqualTo(404);
        assertThat(check(agent, "orders").status()).isEqualTo(200);
    }

    @Test
    void aGrantMayBeBoundToOneToken() {
        String token =
                Tokens.person(agent, "agents").roles("agent").claim("jti", "t1").sign();
        AccessGrant asked =
                grant(client.post("/v1/grants", token, new GrantRequest("orders", "ticket 17", 600, null, null, true)));
        vote(asked, dana, true);

        assertThat(client.post("/v1/grants:check", Tokens.gateway(), new GrantCheck(identity(agent, "t2"), "orders"))
                        .status())
                .isEqualTo(404);
        assertThat(client.post("/v1/grants:check", Tokens.gateway(), new GrantCheck(identity(agent, "t1"), "orders"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void allRulesOfAConnectionApplyTogether() {
        AccessGrant asked = grant(client.post(
                "/v1/grants",
                Tokens.agent(agent),
                new GrantRequest("orders-prod", "ticket 17", 1800, null, null, null)));

        assertThat(asked.quorum()).isEqualTo("1 of dba and 1 of security");
        assertThat(client.post(
                                "/v1/grants",
                                Tokens.agent(agent),
                                new GrantRequest("orders-prod", "ticket 17", 1801, null, null, null))
                        .reason())
                .isEqualTo("not-grantable");
        vote(asked, dana, true);
        assertThat(check(agent, "orders-prod").status()).isEqualTo(404);
        vote(asked, Tokens.approver("sara", "security"), true);
        assertThat(check(agent, "orders-prod").status()).isEqualTo(200);
    }

    @Test
    void whatNoRuleNamesIsNotGranted() {
        assertThat(client.post(
                                "/v1/grants",
                                Tokens.agent(agent),
                                new GrantRequest("payments", "ticket 17", 60, null, null, null))
                        .reason())
                .isEqualTo("not-grantable");
    }

    @Test
    void oneMayAskForSoManyAndNoMore() {
        for (int i = 0; i < 3; i++) {
            ask(agent, 60);
        }

        assertThat(client.post("/v1/grants", Tokens.agent(agent), request(60, null))
                        .reason())
                .isEqualTo("not-grantable");
    }

    @Test
    void moreTimeIsAQuestionOfItsOwn() {
        AccessGrant asked = ask(agent, 3600);
        vote(asked, dana, true);
        AccessGrant before = read(asked);
        String path = "/v1/grants/" + asked.id() + "/extensions";

        assertThat(client.post(path, Tokens.agent("mallory"), Map.of("seconds", 600, "purpose", "more"))
                        .status())
                .isEqualTo(404);
        assertThat(client.post(path, Tokens.agent(agent), Map.of("seconds", 3601, "purpose", "more"))
                        .reason())
                .isEqualTo("not-grantable");
        client.post(path, Tokens.agent(agent), Map.of("seconds", 600, "purpose", "not done yet"));
        assertThat(read(asked).endsAt()).isEqualTo(before.endsAt());

        Approval question = pending(asked.id());
        assertThat(question.text()).contains("longer").contains("not done yet");
        client.vote(question, dana, true).approval();
        assertThat(read(asked).endsAt()).isEqualTo(before.endsAt().plusSeconds(600));
    }

    @Test
    void itEndsEarlyWhenSomebodySaysSo() {
        AccessGrant asked = ask(agent, 600);
        vote(asked, dana, true);

        assertThat(client.delete("/v1/grants/" + asked.id(), Tokens.agent("mallory"))
                        .status())
                .isEqualTo(404);
        assertThat(check(agent, "orders").status()).isEqualTo(200);
        client.delete("/v1/grants/" + asked.id() + "?reason=done", Tokens.agent(agent));

        assertThat(check(agent, "orders").status()).isEqualTo(404);
        assertThat(read(asked).endReason()).isEqualTo("done");
    }

    @Test
    void secretsInWhatPeopleSayOfItAreNotKept() {
        long before = service.bean(Outbox.class).newest();
        AccessGrant asked = grant(client.post(
                "/v1/grants",
                Tokens.agent(agent),
                new GrantRequest("orders", "look, password=canary-71", 600, null, null, null)));
        assertThat(approval(asked).text()).contains("look, password=").doesNotContain("canary");
        vote(asked, dana, true);
        client.post(
                "/v1/grants/" + asked.id() + "/extensions",
                Tokens.agent(agent),
                Map.of("seconds", 60, "purpose", "more, password=canary-72"));
        assertThat(pending(asked.id()).text()).contains("more, password=").doesNotContain("canary");
        client.delete("/v1/grants/" + asked.id() + "?reason=done,password%3Dcanary-73", Tokens.agent(agent));

        assertThat(read(asked).endReason()).startsWith("done,password=").doesNotContain("canary");
        for (String topic : List.of(Topics.GRANT, Topics.APPROVAL, Topics.AUDIT)) {
            assertThat(service.bean(Outbox.class).after(before, topic, 10_000))
                    .isNotEmpty()
                    .noneMatch(message -> message.value().contains("canary"));
        }
    }

    @Test
    void aQuestionTakenBackIsNotAnsweredAfterwards() {
        AccessGrant asked = ask(agent, 600);
        Approval question = approval(asked);
        client.delete("/v1/grants/" + asked.id(), Tokens.agent(agent));

        assertThat(client.vote(question, dana, true).reason()).isEqualTo("withdrawn");
        assertThat(read(asked).state()).isEqualTo(GrantState.REFUSED);
    }

    @Test
    void theAnswerToAGrantRunsNoCommand() {
        AccessGrant asked = ask(agent, 600);
        Approval question = approval(asked);
        vote(asked, dana, true);

        assertThat(client.consume(question.id(), new ConsumeRequest(question.digest(), asked.id(), agent))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void anEmergencyBeginsAtOnceAndMustBeReviewedByAnother() {
        String oncall = Tokens.person("oncall", "sre").roles("developer").sign();
        assertThat(client.post("/v1/grants", Tokens.agent(agent), request(600, true))
                        .reason())
                .isEqualTo("not-grantable");
        assertThat(client.post("/v1/grants", oncall, new GrantRequest("orders", " ", 600, null, true, null))
                        .status())
                .isEqualTo(400);

        AccessGrant taken = grant(client.post("/v1/grants", oncall, request(600, true)));
        assertThat(taken.state()).isEqualTo(GrantState.ACTIVE);
        assertThat(grant(check("oncall", "orders")).breakGlass()).isTrue();
        assertThat(review(taken, dana).reason()).isEqualTo("active");

        RunningService.CLOCK.advance(Duration.ofMinutes(10).plusHours(24));
        service.bean(Ending.class).sweep();
        assertThat(reviews("overdue")).contains(taken.id());
        assertThat(service.bean(Reviewing.class).nag()).isPositive();
        assertThat(service.bean(Reviewing.class).nag()).as("not again at once").isZero();

        String self = Tokens.person("oncall", "dba").roles("approver").sign();
        assertThat(review(taken, self).reason()).isEqualTo("own-request");
        assertThat(review(taken, Tokens.approver("sara", "security")).reason()).isEqualTo("no-say");
        assertThat(reviews("open")).contains(taken.id());
        assertThat(grant(review(taken, Tokens.approver("dana", "dba"))).review().note())
                .isEqualTo("looked at every command");
        assertThat(reviews("open")).doesNotContain(taken.id());
    }

    @Test
    void nothingIsEndedOrDecidedUnseenAndAVoteMayBeSentAgain() {
        AccessGrant asked = ask(agent, 600);
        String path = "/v1/grants/" + asked.id();
        String first = client.get(path, Tokens.agent(agent)).header("ETag");
        String dana = Tokens.approver("dana", "dba");
        VoteRequest yes = new VoteRequest(true, "because", approval(asked).digest());

        assertThat(client.post(path + "/votes", dana, yes, "If-Match", "\"99\"").status())
                .isEqualTo(412);
        for (int time = 0; time < 2; time++) {
            assertThat(client.post(path + "/votes", dana, yes, "Idempotency-Key", "vote-on-" + agent)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(approval(asked).votes()).hasSize(1);
        assertThat(client.delete(path, Tokens.agent(agent), "If-Match", first).status())
                .isEqualTo(412);
        assertThat(read(asked).state()).isEqualTo(GrantState.ACTIVE);
        String now = client.get(path, Tokens.agent(agent)).header("ETag");
        assertThat(grant(client.delete(path, Tokens.agent(agent), "If-Match", now))
                        .state())
                .isEqualTo(GrantState.ENDED);
    }

    @Test
    void theDatabaseRefusesWhatNobodyApproved() throws SQLException {
        AccessGrant asked = ask(agent, 600);

        for (String forged : List.of(
                "UPDATE access_grant SET state = 'ACTIVE', starts_at = now(), ends_at = now() + interval '1h',"
                        + " version = version + 1 WHERE id = '%s'",
                "UPDATE access_grant SET version = version - 1 WHERE id = '%s'",
                "UPDATE access_grant SET subject = 'mallory', version = version + 1 WHERE id = '%s'",
                "DELETE FROM access_grant WHERE id = '%s'")) {
            try (Connection owner = service.connectAsOwner();
                    var statement = owner.createStatement()) {
                org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> statement.executeUpdate(forged.formatted(asked.id())))
                        .as(forged)
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    private static AccessGrant ask(String subject, long seconds) {
        return grant(client.post("/v1/grants", Tokens.agent(subject), request(seconds, null)));
    }

    private static GrantRequest request(long seconds, Boolean breakGlass) {
        return new GrantRequest("orders", "find the lost order", seconds, "TICKET-17", breakGlass, null);
    }

    private static Client.Answer check(String subject, String connection) {
        return client.post("/v1/grants:check", Tokens.gateway(), new GrantCheck(identity(subject, "t1"), connection));
    }

    private static Identity identity(String subject, String tokenId, String... actors) {
        return new Identity(
                subject,
                RunningService.ISSUER.issuer(),
                "agent-client",
                List.of(),
                List.of(),
                List.of(actors),
                Map.of(),
                tokenId,
                RunningService.CLOCK.instant().plusSeconds(900));
    }

    private static Approval approval(AccessGrant grant) {
        return client.read(grant.approvalId()).approval();
    }

    private static Approval pending(String grantId) {
        return Client.JSON
                .readTree(client.get("/v1/approvals?state=PENDING&kind=GRANT&limit=200", Tokens.gateway())
                        .body())
                .path("items")
                .valueStream()
                .map(item -> Client.JSON.treeToValue(item, Approval.class))
                .filter(approval -> approval.sessionId().equals(grantId))
                .findFirst()
                .orElseThrow();
    }

    private static void vote(AccessGrant grant, String token, boolean approve) {
        Client.Answer answer = client.post(
                "/v1/grants/" + grant.id() + "/votes",
                token,
                new VoteRequest(approve, "because", approval(grant).digest()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static AccessGrant read(AccessGrant grant) {
        return grant(client.get("/v1/grants/" + grant.id(), Tokens.gateway()));
    }

    private static Client.Answer review(AccessGrant grant, String token) {
        return client.post("/v1/grants/" + grant.id() + "/review", token, Map.of("note", "looked at every command"));
    }

    private static List<String> reviews(String which) {
        return client.get("/v1/grants?limit=200&review=" + which, Tokens.withRole("audrey", "auditor"))
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static List<GrantState> states(AccessGrant grant) {
        return service.bean(Outbox.class).after(0, Topics.GRANT, 10_000).stream()
                .filter(message -> message.key().equals(grant.id()))
                .map(message -> Client.JSON
                        .readValue(message.value(), GrantChanged.class)
                        .state())
                .toList();
    }

    private static AccessGrant grant(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(200, 201);
        assertThat(UUID.fromString(answer.json().path("id").asString())).isNotNull();
        return Client.JSON.readValue(answer.body(), AccessGrant.class);
    }
}
