// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.OutboxPublisher;
import dev.portcullis.approval.testing.ByHand;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the database refuses of approvals, votes, grants, lent words and the change log, whoever writes it and whatever
/// the application thinks.
class ForgedRowsTest {

    private static RunningService service;
    private static Client client;
    private static ByHand byHand;

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.grants.rules[0].connections", "orders",
                        "portcullis.grants.rules[0].quorum", "1 of dba",
                        "portcullis.grants.break-glass.responders", "oncall"));
        client = service.client();
        byHand = new ByHand(service);
        // What is told stays untold here, so that it can be tampered with.
        service.bean(OutboxPublisher.class).stop();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anApprovalBeginsAsAQuestionThatNamesEverybodyItComesFrom() throws Exception {
        String like = file().id();
        byHand.refuses("begins as PENDING", copy("approval", like, Map.of("state", "APPROVED", "decided_at", now())));
        byHand.refuses("begins as PENDING", copy("approval", like, Map.of("version", 7)));
        byHand.refuses("everybody a request comes from", copy("approval", like, Map.of("people", new String[0])));
        byHand.refuses(
                "everybody a request comes from",
                copy("approval", like, Map.of("people", new String[] {"agent-7"}, "actors", new String[] {"agent-9"})));
        byHand.does(copy("approval", like, Map.of()));
    }

    @Test
    void aSaltStaysAndTheDatabaseGivesOneToWhoeverHasNone() throws Exception {
        Approval asked = client.file(Requests.held().build()).approval();
        byHand.refuses("is never allowed", update(asked, "salt = sha256('x')"));
        String salt = "SELECT encode(salt, 'hex') FROM approval WHERE id = '%s'";
        assertThat(byHand.value(salt.formatted(asked.id()))).isEqualTo(asked.salt());

        // As an instance of the version before does, which knows of no salt.
        String columns = byHand.value(
                "SELECT string_agg(quote_ident(attname), ',') FROM pg_attribute"
                        + " WHERE attrelid = 'approval'::regclass AND attnum > 0 AND attname NOT IN ('salt', 'id', 'command_id')");
        String older = UUID.randomUUID().toString();
        byHand.does("INSERT INTO approval (id, command_id, " + columns + ") SELECT '" + older + "', '" + older + "', "
                + columns + " FROM approval WHERE id = '" + asked.id() + "'");
        assertThat(byHand.value(salt.formatted(older))).hasSize(64).isNotEqualTo(asked.salt());
    }

    @Test
    void nothingIsApprovedAfterItsTimeNorDecidedTwice() throws Exception {
        Approval late = client.file(
                        Requests.held().quorum("2 of dba").ttlSeconds(60).build())
                .approval();
        client.vote(late, Tokens.approver("dana", "dba"), true).approval();
        byHand.refuses(
                "nothing is approved after its time", update(late, "state = 'APPROVED', decided_at = expires_at"));

        Approval approved = approved();
        byHand.refuses("what was decided stays decided", update(approved, "state = 'CONSUMED', decided_at = now()"));
        byHand.does(update(approved, "state = 'CONSUMED'"));
        byHand.refuses("does not go from CONSUMED to APPROVED", update(approved, "state = 'APPROVED'"));
        byHand.refuses("does not go from CONSUMED to CONSUMED", update(approved, "state = 'CONSUMED'"));
    }

    @Test
    void nothingIsApprovedAgainstANo() throws Exception {
        Approval asked = client.file(Requests.held().quorum("2 of dba").build()).approval();
        client.vote(asked, Tokens.approver("dana", "dba"), true).approval();
        String no = vote(asked, "nora", false);
        byHand.refuses("against a no", no, update(asked, "state = 'APPROVED', decided_at = '" + now() + "'"));
    }

    @Test
    void votesComeInTimeAndForThisCommandAndFromSomebodyElse() throws Exception {
        Approval asked = client.file(Requests.held().actors("agent-9").build()).approval();
        for (String own : new String[] {"agent-7", "agent-9", "agent-client"}) {
            byHand.refuses("nobody votes on their own request", vote(asked, own, true));
        }
        byHand.refuses("on another command", vote(asked, "dana", true).replace(asked.digest(), "f".repeat(64)));
        byHand.refuses(
                "takes no more votes",
                vote(asked, "dana", true).replace(now(), asked.expiresAt().toString()));
        byHand.refuses("takes no more votes", vote(approved(), "dora", true));
    }

    @Test
    void accessDoesNotBeginByTheYesToSomethingElse() throws Exception {
        String grant = ask("borrower");
        byHand.refuses("nothing begins that nobody approved", begin(grant, 600));
        String other = UUID.randomUUID().toString();
        String byCommand = copy(
                "access_grant",
                grant,
                Map.of("id", other, "approval_id", approved().id()));
        byHand.refuses("nothing begins that nobody approved", byCommand, begin(other, 600));
        byHand.refuses(
                "what was asked",
                counted("access_grant", grant, "approval_id = '" + approved().id() + "'"));
        byHand.refuses("begins with a question", copy("access_grant", grant, begun(other, false)));
        byHand.refuses("what was asked", counted("access_grant", grant, "subject = 'mallory'"));
    }

    @Test
    void accessDoesNotHoldLongerThanWasAgreedTo() throws Exception {
        String grant = ask("patient");
        String question = byHand.value("SELECT approval_id FROM access_grant WHERE id = '" + grant + "'");
        Approval asked = client.read(question).approval();
        client.post(
                "/v1/grants/" + grant + "/votes",
                Tokens.approver("dana", "dba"),
                Map.of("approve", true, "reason", "seen", "digest", asked.digest()));
        assertThat(byHand.value("SELECT state FROM access_grant WHERE id = '" + grant + "'"))
                .isEqualTo("ACTIVE");

        byHand.refuses("nothing is extended", counted("access_grant", grant, "ends_at = ends_at + interval '1s'"));
        byHand.refuses(
                "nothing is extended",
                counted(
                        "access_grant",
                        grant,
                        "extension_approval = '" + approved().id() + "', extension_seconds = 600"),
                counted("access_grant", grant, "ends_at = ends_at + interval '1s'"));
        byHand.refuses("a grant begins once", counted("access_grant", grant, "starts_at = starts_at + interval '1h'"));
        byHand.does(counted("access_grant", grant, "state = 'ENDED', ended_by = 'patient'"));
        byHand.refuses("does not go from ENDED", counted("access_grant", grant, "state = 'ACTIVE'"));
        byHand.refuses("what is over", counted("access_grant", grant, "ends_at = ends_at - interval '1s'"));
    }

    @Test
    void anEmergencyHoldsAsLongAsWasSaidAndItsReviewStaysClosed() throws Exception {
        String taken = Client.JSON
                .readTree(client.post(
                                "/v1/grants",
                                Tokens.agent("oncall"),
                                Map.of("connection", "orders", "purpose", "fire", "seconds", 600, "breakGlass", true))
                        .body())
                .path("id")
                .asString();
        String other = UUID.randomUUID().toString();
        Map<String, Object> longer = new HashMap<>(Map.of("id", other, "ends_at", later(Duration.ofHours(9))));
        byHand.refuses("begins with a question", copy("access_grant", taken, longer));
        byHand.refuses(
                "violates check constraint",
                counted("access_grant", taken, "reviewed_at = now(), reviewed_by = 'oncall', review_note = 'fine'"));
        byHand.does(counted(
                "access_grant",
                taken,
                "reviewed_at = now(), reviewed_by = 'dana', review_note = 'seen', nag_at = NULL"));
        byHand.refuses("stays closed", counted("access_grant", taken, "review_note = 'never mind'"));
    }

    @Test
    void aWordIsLentForAsLongAsWasSaid() throws Exception {
        String lent = UUID.randomUUID().toString();
        byHand.does("INSERT INTO delegation VALUES ('%s', 'lena', 'olaf', '{dba}', 'leave', '%s', '%s', NULL)"
                .formatted(lent, now(), later(Duration.ofHours(1))));
        byHand.refuses("as was said", on("delegation", lent, "ends_at = ends_at + interval '1s'"));
        byHand.refuses("as was said", on("delegation", lent, "groups = '{dba,security}'"));
        byHand.refuses("as was said", on("delegation", lent, "lent_to = 'mallory'"));
        byHand.does(on("delegation", lent, "ended_at = '" + now() + "'"));
        byHand.refuses("taken back once", on("delegation", lent, "ended_at = NULL"));
        byHand.refuses("is never allowed", "DELETE FROM delegation");
        byHand.refuses(
                "check",
                "INSERT INTO delegation VALUES (gen_random_uuid(), 'lena', 'lena', '{dba}', '', now(), now() + '1h', NULL)");
    }

    @Test
    void whatHappenedIsToldAndTheChainGoesOn() throws Exception {
        file();
        byHand.refuses("is never allowed", "DELETE FROM outbox");
        byHand.refuses("goes on from where it was", "UPDATE audit_chain SET sequence = sequence - 1");
        byHand.refuses("goes on from where it was", "UPDATE audit_chain SET head = repeat('0', 64)");
        byHand.refuses("is never allowed", "DELETE FROM audit_chain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"approval", "vote", "access_grant", "command_template", "template_use", "delegation"})
    void nothingIsForgottenAndNoRuleSwitchedOff(String table) throws Exception {
        byHand.refuses("is never allowed", "TRUNCATE " + table + " CASCADE");
        byHand.refuses("is never allowed", "DELETE FROM " + table);
        try (var application = service.connectAsApplication();
                var statement = application.createStatement()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER ALL"))
                    .hasMessageContaining("must be owner");
        }
    }

    private static Approval file() {
        return client.file(Requests.held().build()).approval();
    }

    private static Approval approved() {
        Approval asked = file();
        return client.vote(asked, Tokens.approver("dana", "dba"), true).approval();
    }

    private static String ask(String subject) {
        return Client.JSON
                .readTree(client.post(
                                "/v1/grants",
                                Tokens.agent(subject),
                                Map.of("connection", "orders", "purpose", "look", "seconds", 600))
                        .body())
                .path("id")
                .asString();
    }

    private static String vote(Approval on, String voter, boolean approve) {
        return "INSERT INTO vote VALUES ('%s', '%s', '%s', '{dba}', %s, '', '%s', NULL, '%s', '%s', '%s')"
                .formatted(on.id(), RunningService.ISSUER.issuer(), voter, approve, on.digest(), now(), voter, voter);
    }

    /// A new row like an old one; a command has one approval.
    private static String copy(String table, String id, Map<String, ?> changed) {
        Map<String, Object> all = new HashMap<>(Map.of("id", UUID.randomUUID().toString()));
        if (table.equals("approval")) {
            all.put("command_id", UUID.randomUUID().toString());
        }
        all.putAll(changed);
        return ByHand.copy(table, id, all);
    }

    private static Map<String, Object> begun(String id, boolean emergency) {
        return Map.of(
                "id",
                id,
                "state",
                "ACTIVE",
                "break_glass",
                emergency,
                "starts_at",
                now(),
                "ends_at",
                later(Duration.ofMinutes(1)));
    }

    private static String begin(String grant, long seconds) {
        return counted(
                "access_grant",
                grant,
                "state = 'ACTIVE', starts_at = '%s', ends_at = '%s'"
                        .formatted(now(), later(Duration.ofSeconds(seconds))));
    }

    private static String update(Approval approval, String changes) {
        return counted("approval", approval.id(), changes);
    }

    private static String counted(String table, String id, String changes) {
        return on(table, id, changes + ", version = version + 1");
    }

    private static String on(String table, String id, String changes) {
        return "UPDATE %s SET %s WHERE id = '%s'".formatted(table, changes, id);
    }

    private static String now() {
        return RunningService.CLOCK.instant().toString();
    }

    private static String later(Duration by) {
        return RunningService.CLOCK.instant().plus(by).toString();
    }
}
