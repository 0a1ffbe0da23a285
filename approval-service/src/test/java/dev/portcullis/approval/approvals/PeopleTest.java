// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.approval.people.KnownPeople;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.testing.KafkaBroker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// People behind their names, word lent to others, hours and escalation; and reading that waits.
class PeopleTest {

    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = RunningService.start(RunningService.newDatabase(), KafkaBroker.shared(), KnownPeople.SETTINGS);
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anAliasIsTheSamePersonAndDecidesNothingOfItsOwn() {
        Approval asked = client.file(Requests.held().by("bot-0").build()).approval();

        assertThat(client.vote(asked, Tokens.approver("person-0", "dba"), true).reason())
                .isEqualTo("own-request");
        assertThat(client.vote(asked, Tokens.approver("person-0-admin", "dba"), true)
                        .reason())
                .isEqualTo("own-request");
        assertThat(client.vote(asked, Tokens.approver("dana", "dba"), true)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void onePersonUnderTwoNamesIsOneVote() {
        Approval asked = client.file(Requests.held().quorum("2 of dba").build()).approval();
        client.vote(asked, Tokens.approver("person-0", "dba"), true).approval();

        assertThat(client.vote(asked, Tokens.approver("person-0-admin", "dba"), true)
                        .reason())
                .isEqualTo("already-voted");
        assertThat(client.read(asked.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
    }

    @Test
    void theDatabaseKnowsPeopleToo() throws SQLException {
        Approval asked = client.file(Requests.held().by("bot-0").build()).approval();
        String vote =
                "INSERT INTO vote (approval_id, voter_issuer, voter_subject, person, seat, groups, approve, reason,"
                        + " digest, cast_at) VALUES ('%s', 'i', '%s', '%s', '%s', '{dba}', true, '', '%s', '"
                        + RunningService.CLOCK.instant() + "')";

        for (List<String> forged : List.of(
                List.of("person-0", "person-0", "person-0"),
                List.of("x", "person-0", "person-0"),
                List.of("x", "x", "person-0"),
                List.of("x", "x", "somebody who lent nothing"))) {
            try (Connection application = service.connectAsApplication();
                    var statement = application.createStatement()) {
                assertThatThrownBy(() -> statement.executeUpdate(vote.formatted(
                                asked.id(), forged.get(0), forged.get(1), forged.get(2), asked.digest())))
                        .as(forged.toString())
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void aServiceAccountIsNobody() {
        Approval asked = client.file(Requests.held().build()).approval();

        assertThat(client.vote(asked, Tokens.approver("svc-deploy", "dba"), true)
                        .reason())
                .isEqualTo("not-a-person");
    }

    @Test
    void aWordCanBeLentForATimeAndCountsOnce() {
        String lena = Tokens.approver("lena", "dba", "owner");
        String olaf = Tokens.approver("olaf", "sre");
        Approval asked = client.file(Requests.held().quorum("2 of dba").build()).approval();
        assertThat(client.vote(asked, olaf, true).reason()).isEqualTo("no-say");

        assertThat(lend(lena, "olaf", "security", Duration.ofHours(1)).status()).isEqualTo(400);
        assertThat(lend(lena, "lena", "dba", Duration.ofHours(1)).status()).isEqualTo(400);
        assertThat(lend(lena, "olaf", "dba", Duration.ofDays(31)).status()).isEqualTo(400);
        assertThat(lend(Tokens.agent("lena"), "olaf", "dba", Duration.ofHours(1))
                        .status())
                .isEqualTo(403);
        assertThat(lend(lena, "olaf", "dba", Duration.ofHours(1)).status()).isEqualTo(201);

        Approval voted = client.vote(asked, olaf, true).approval();
        assertThat(voted.votes().getFirst().inPlaceOf()).isEqualTo("lena");
        assertThat(client.vote(asked, lena, true).reason()).isEqualTo("already-voted");
        assertThat(client.read(asked.id()).approval().state()).isEqualTo(ApprovalState.PENDING);

        RunningService.CLOCK.advance(Duration.ofHours(1));
        Approval later = client.file(Requests.held().build()).approval();
        assertThat(client.vote(later, Tokens.approver("olaf", "sre"), true).reason())
                .isEqualTo("no-say");
    }

    @Test
    void whoAskedDoesNotDecideThroughWhomTheyLentTheirWord() {
        lend(Tokens.approver("asker", "dba"), "pal", "dba", Duration.ofHours(1));
        Approval asked = client.file(Requests.held().by("asker").build()).approval();

        assertThat(client.vote(asked, Tokens.approver("pal", "sre"), true).status())
                .isEqualTo(403);
    }

    @Test
    void takenBackIsNotLent() {
        String lisa = Tokens.approver("lisa", "dba");
        String id =
                lend(lisa, "otto", "dba", Duration.ofHours(1)).json().path("id").asString();
        assertThat(client.get("/v1/delegations", lisa).body())
                .contains("on leave, password=")
                .doesNotContain("canary");
        assertThat(client.delete("/v1/delegations/" + id, Tokens.approver("mallory", "dba"))
                        .status())
                .isEqualTo(404);
        assertThat(client.delete("/v1/delegations/" + id, lisa).status()).isEqualTo(204);

        Approval asked = client.file(Requests.held().build()).approval();
        assertThat(client.vote(asked, Tokens.approver("otto", "sre"), true).reason())
                .isEqualTo("no-say");
    }

    @Test
    void furtherGroupsAreAskedAfterATimeAndAreTold() {
        Approval asked = client.file(Requests.held()
                        .quorum("1 of dba or 1 of owner after 10m")
                        .build())
                .approval();
        String owner = Tokens.approver("olga", "owner");
        assertThat(client.vote(asked, owner, true).reason()).isEqualTo("not-yet");
        assertThat(service.bean(Escalation.class).sweep()).isZero();

        RunningService.CLOCK.advance(Duration.ofMinutes(10));
        assertThat(service.bean(Escalation.class).sweep()).isEqualTo(1);
        assertThat(service.bean(Escalation.class).sweep()).isZero();
        assertThat(client.vote(asked, Tokens.approver("olga", "owner"), true)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void somePeopleAreAskedAtCertainHoursOnly() {
        assertThat(client.file(Requests.held().quorum("1 of dba within moon").build())
                        .status())
                .isEqualTo(400);
        RunningService.CLOCK.set(Instant.parse("2027-03-01T20:00:00Z"));
        Approval evening = client.file(
                        Requests.held().quorum("1 of dba within office").build())
                .approval();
        assertThat(client.vote(evening, Tokens.approver("dana", "dba"), true).reason())
                .isEqualTo("not-yet");

        RunningService.CLOCK.set(Instant.parse("2027-03-02T09:00:00Z"));
        Approval morning = client.file(
                        Requests.held().quorum("1 of dba within office").build())
                .approval();
        assertThat(client.vote(morning, Tokens.approver("dana", "dba"), true)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.APPROVED);
    }

    @Test
    void manyAreRejectedAtOnceEachForItself() {
        Approval mine = client.file(Requests.held().by("dana").build()).approval();
        Approval theirs = client.file(Requests.held().build()).approval();
        Object body = Map.of(
                "reason",
                "change freeze",
                "items",
                List.of(
                        Map.of("id", mine.id(), "digest", mine.digest()),
                        Map.of("id", theirs.id(), "digest", theirs.digest())));

        Client.Answer answer = client.post("/v1/approvals:reject", Tokens.approver("dana", "dba"), body);

        assertThat(answer.json().path("items").get(0).path("refusal").asString())
                .isEqualTo("own-request");
        assertThat(answer.json().path("items").get(1).path("rejected").asBoolean())
                .isTrue();
        assertThat(client.read(theirs.id()).approval().state()).isEqualTo(ApprovalState.REJECTED);
        assertThat(client.read(mine.id()).approval().state()).isEqualTo(ApprovalState.PENDING);
        assertThat(client.post("/v1/approvals:reject", Tokens.agent("agent-7"), body)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aBulkRejectionSentAgainUnderItsKeyIsTheSameOne() {
        Approval asked = client.file(Requests.held().build()).approval();
        Object body = Map.of("reason", "no", "items", List.of(Map.of("id", asked.id(), "digest", asked.digest())));
        String dana = Tokens.approver("dana", "dba");

        for (int time = 0; time < 2; time++) {
            Client.Answer answer = client.post("/v1/approvals:reject", dana, body, "Idempotency-Key", "monday");
            assertThat(answer.json().path("items").get(0).path("rejected").asBoolean())
                    .isTrue();
        }
        assertThat(client.read(asked.id()).approval().votes()).hasSize(1);
        Client.Answer another = client.post("/v1/approvals:reject", dana, body, "Idempotency-Key", "tuesday");
        assertThat(another.json().path("items").get(0).path("rejected").asBoolean())
                .isFalse();
        assertThat(client.post("/v1/approvals:reject", dana, body, "Idempotency-Key", "x".repeat(91))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whoAskedMayWaitForTheAnswer() throws Exception {
        Approval asked = client.file(Requests.held().by("patient").build()).approval();
        String token = Tokens.agent("patient");
        String path = "/v1/approvals/" + asked.id() + "?wait=20";
        assertThat(client.get(path, Tokens.agent("mallory")).status()).isEqualTo(404);
        assertThat(client.get("/v1/approvals/" + asked.id() + "?wait=31", token).status())
                .isEqualTo(400);

        var answer = java.util.concurrent.CompletableFuture.supplyAsync(() -> client.get(path, token));
        Thread.sleep(300);
        assertThat(answer).isNotDone();
        client.vote(asked, Tokens.approver("dana", "dba"), false);

        assertThat(answer.get(60, java.util.concurrent.TimeUnit.SECONDS)
                        .approval()
                        .state())
                .isEqualTo(ApprovalState.REJECTED);
    }

    @Test
    void tellsHowLongPeopleLetOthersWait() {
        Approval asked = client.file(Requests.held().build()).approval();
        RunningService.CLOCK.advance(Duration.ofSeconds(40));
        client.vote(asked, Tokens.approver("dana", "dba"), true).approval();

        Client.Answer statistics = client.get("/v1/statistics", Tokens.withRole("audrey", "auditor"));

        assertThat(statistics.json().path("rules").get(0).path("rule").asString())
                .isEqualTo("writes-need-a-dba");
        assertThat(statistics.json().path("rules").get(0).path("held").asInt()).isPositive();
        assertThat(client.get("/v1/statistics", Tokens.agent("agent-7")).status())
                .isEqualTo(403);
    }

    private static Client.Answer lend(String token, String to, String group, Duration time) {
        return client.post(
                "/v1/delegations",
                token,
                Map.of(
                        "to",
                        to,
                        "groups",
                        List.of(group),
                        "until",
                        RunningService.CLOCK.instant().plus(time).toString(),
                        "reason",
                        "on leave, password=canary-76"));
    }
}
