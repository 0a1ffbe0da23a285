// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.audit.Erasure;
import dev.portcullis.contracts.audit.LegalHold;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.testing.KafkaBroker;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import tools.jackson.databind.json.JsonMapper;

/// Erasing takes two people and no hold; what is erased is gone, and the log is as sound as before.
class ErasureIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final AuditServer SERVER = AuditServer.start(AuditServer.Place.create(BROKER));
    private static final Gateway GATEWAY = new Gateway(BROKER);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SEEN = "seen-by-the-client";
    private static final String REASON = "{\"reason\":\"request 7\"}";

    @AfterAll
    static void close() {
        GATEWAY.close();
        SERVER.close();
        BROKER.close();
    }

    @Test
    void erasesARecordingWhenAnotherAuditorAgrees() throws NoteException {
        Chain chain = recorded("erased", "agent", true);
        Erasure asked = asked(chain);
        assertThat(replay(chain).body()).contains(SEEN);

        HttpResponse<String> done = agree(asked.id(), "ada");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(JSON.readValue(done.body(), Erasure.class).agreedBy()).isEqualTo("ada");

        HttpResponse<String> gone = replay(chain);
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body())
                .contains("https://portcullis.dev/problems/gone", "the-auditor", "ada", "request 7", "still in the log")
                .doesNotContain(SEEN);
        assertThat(own("recording.erased", chain.id)).contains("the-auditor", "ada", "request 7");
        assertThat(own("erasure.asked", chain.id)).contains("the-auditor", "request 7");
        assertThat(SERVER.place
                        .superuser()
                        .queryForObject(
                                "SELECT count(*) FROM recording_key WHERE session_id = ? AND wrapped IS NOT NULL",
                                Integer.class,
                                chain.id))
                .isZero();
        LogReader auditor = new LogReader(SERVER);
        assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
        assertThat(SERVER.get("/v1/sessions/" + chain.id + "/events", "auditor").body())
                .contains("session.started");
        assertThat(agree(asked.id(), "ada").statusCode()).isEqualTo(409);
        assertThat(ask(chain.id, "the-auditor", REASON).statusCode()).isEqualTo(409);
    }

    @Test
    void keepsNothingReadableOfAChunkThatComesAfterTheErasure() throws NoteException {
        Chain chain = recorded("late", "agent", true);
        assertThat(agree(asked(chain).id(), "ada").statusCode()).isEqualTo(200);
        GATEWAY.record(chain.id, Chain.newId(), 2, "{\"v\":[\"" + SEEN + "\"]}\n");
        awaitChunks(chain, 2);
        assertThat(replay(chain).statusCode()).isEqualTo(410);
        // The same again is known; nobody can tell any more whether it is the same.
        assertThat(SERVER.place
                        .superuser()
                        .queryForObject(
                                "SELECT count(*) FROM recording_key WHERE session_id = ? AND wrapped IS NOT NULL",
                                Integer.class,
                                chain.id))
                .isZero();
        LogReader auditor = new LogReader(SERVER);
        assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void erasesNothingOnOnePersonsWordOrForAnother() {
        Chain chain = recorded("alone", "agent", true);
        Erasure asked = asked(chain);
        assertThat(agree(asked.id(), "the-auditor").statusCode()).isEqualTo(403);
        HttpResponse<String> lent = SERVER.send(
                "POST",
                "/v1/erasures/" + asked.id() + "/agreement",
                AuditServer.ISSUER
                        .token("ada")
                        .roles("auditor")
                        .claim("act", Map.of("sub", "the-auditor"))
                        .sign());
        assertThat(lent.statusCode()).isEqualTo(403);
        assertThat(lent.body()).contains("acts for another");
        for (String role : List.of("operator", "approver", "policy-admin", "service")) {
            assertThat(SERVER.send(
                                    "POST",
                                    "/v1/erasures/" + asked.id() + "/agreement",
                                    AuditServer.token(role).sign())
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(replay(chain).body()).contains(SEEN);
    }

    @Test
    void asksForNothingWithoutAReasonOrOfWhatIsNotThere() {
        Chain chain = recorded("reason", "agent", true);
        for (String body : List.of("{}", "{\"reason\":\" \"}", "{\"reason\":\"" + "x".repeat(501) + "\"}", "none")) {
            assertThat(ask(chain.id, "the-auditor", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(ask("none", "the-auditor", REASON).statusCode()).isEqualTo(404);
        assertThat(agree("none", "ada").statusCode()).isEqualTo(404);
    }

    @Test
    void erasesNothingOfASessionThatRunsOrLongAfterItWasAskedFor() {
        Chain running = recorded("runs", "agent", false);
        assertThat(agree(asked(running).id(), "ada").body()).contains("has not ended");
        assertThat(replay(running).body()).contains(SEEN);

        Chain chain = recorded("lapsed", "agent", true);
        Erasure asked = asked(chain);
        SERVER.place
                .superuser()
                .update("UPDATE erasure SET asked_at = asked_at - interval '8 days' WHERE id = ?", asked.id());
        assertThat(agree(asked.id(), "ada").body()).contains("ask again");
        assertThat(replay(chain).body()).contains(SEEN);
    }

    @Test
    void erasesNothingOfASessionOfWhichItOnlyKnowsTheRecording() {
        Chain chain = new Chain("unknown");
        GATEWAY.record(chain.id, Chain.newId(), 1, "{\"v\":[\"" + SEEN + "\"]}\n");
        awaitChunks(chain, 1);
        assertThat(agree(asked(chain).id(), "ada").body()).contains("has not ended");
        assertThat(keys(chain)).isOne();
    }

    @Test
    void waitsForAHoldThatIsBeingSet() throws Exception {
        Chain chain = recorded("race", "agent", true);
        Erasure asked = asked(chain);
        try (Connection holder = SERVER.place.connect("audit_app", AuditServer.APP_PASSWORD)) {
            holder.setAutoCommit(false);
            holder.createStatement()
                    .execute("INSERT INTO legal_hold VALUES ('race', 'SESSION', '" + chain.id
                            + "', 'case', 'the-auditor', now())");
            CompletableFuture<HttpResponse<String>> agreed =
                    CompletableFuture.supplyAsync(() -> agree(asked.id(), "ada"));
            Eventually.until(
                    "the erasure waits",
                    () -> SERVER.place
                                    .superuser()
                                    .queryForObject(
                                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'audit.legal_hold'::regclass",
                                            Integer.class)
                            == 1);
            holder.commit();
            assertThat(agreed.get(60, TimeUnit.SECONDS).body()).contains("legal hold");
        }
        assertThat(keys(chain)).isOne();
    }

    private static int keys(Chain chain) {
        return SERVER.place
                .superuser()
                .queryForObject(
                        "SELECT count(*) FROM recording_key WHERE session_id = ? AND wrapped IS NOT NULL",
                        Integer.class,
                        chain.id);
    }

    @Test
    void erasesNothingThatIsHeldUntilTheHoldIsLifted() {
        String subject = "agent-" + Chain.newId();
        String connection = "connection-" + Chain.newId();
        Chain chain = recorded("held", subject, true, connection);
        Erasure asked = asked(chain);
        for (LegalHold.Request request : List.of(
                new LegalHold.Request(LegalHold.Scope.SESSION, chain.id, "case 1"),
                new LegalHold.Request(LegalHold.Scope.IDENTITY, subject, "case 2"),
                new LegalHold.Request(LegalHold.Scope.CONNECTION, connection, "case 3"))) {
            HttpResponse<String> set = SERVER.send(
                    "POST", "/v1/holds", AuditServer.token("auditor").sign(), JSON.writeValueAsString(request));
            assertThat(set.statusCode()).as(set.body()).isEqualTo(201);
            LegalHold hold = JSON.readValue(set.body(), LegalHold.class);
            assertThat(agree(asked.id(), "ada").body()).contains("legal hold");
            assertThat(replay(chain).body()).contains(SEEN);
            String lift = "/v1/holds/" + hold.id() + "?reason=closed";
            assertThat(SERVER.send("DELETE", lift, AuditServer.token("operator").sign())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(SERVER.send("DELETE", lift, AuditServer.token("auditor").sign())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(SERVER.send("DELETE", lift, AuditServer.token("auditor").sign())
                            .statusCode())
                    .isEqualTo(409);
            assertThat(own("hold.set", request.value())).contains(request.reason(), "the-auditor");
            assertThat(own("hold.lifted", request.value())).contains("closed", "the-auditor");
        }
        assertThat(SERVER.get("/v1/holds", "auditor").body()).contains("case 1", "case 2", "case 3");
        assertThat(agree(asked.id(), "ada").statusCode()).isEqualTo(200);
    }

    @Test
    void leavesTheServicesRoleNoOtherWay() throws SQLException {
        Chain chain = recorded("rights", "agent", true);
        Erasure asked = asked(chain);
        for (String change : List.of(
                "UPDATE erasure SET agreed_by = 'ada', agreed_at = now()",
                "INSERT INTO erasure VALUES ('x', 's', 'r', 'a', now(), 'b', now())",
                "DELETE FROM legal_hold",
                "UPDATE legal_hold_lifted SET reason = 'x'",
                "DELETE FROM recording_key")) {
            try (Connection app = SERVER.place.connect("audit_app", AuditServer.APP_PASSWORD)) {
                assertThatThrownBy(() -> app.createStatement().execute(change))
                        .as(change)
                        .isInstanceOfSatisfying(
                                PSQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
            }
        }
        assertThat(SERVER.jdbc()
                        .queryForObject(
                                "SELECT erase_recording(?, 'the-auditor', now(), interval '7 days')",
                                String.class,
                                asked.id()))
                .isEqualTo("SAME_PERSON");
        assertThat(replay(chain).body()).contains(SEEN);
    }

    private static Chain recorded(String name, String subject, boolean ended) {
        return recorded(name, subject, ended, "orders");
    }

    private static Chain recorded(String name, String subject, boolean ended, String connection) {
        Chain chain = new Chain(name);
        GATEWAY.emit(chain, chain.started(subject, connection));
        if (ended) {
            GATEWAY.emit(chain, chain.ended("done", 1));
        }
        GATEWAY.record(chain.id, Chain.newId(), 1, "{\"v\":[\"" + SEEN + "\"]}\n");
        awaitChunks(chain, 1);
        Eventually.until(
                "its events are stored",
                () -> SERVER.get("/v1/sessions/" + chain.id, "auditor").body().contains(ended ? "ENDED" : "ACTIVE"));
        return chain;
    }

    private static void awaitChunks(Chain chain, int count) {
        Eventually.until(
                count + " chunks are stored",
                () -> SERVER.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM recording_chunk WHERE session_id = ?",
                                        Integer.class,
                                        chain.id)
                        == count);
    }

    private static Erasure asked(Chain chain) {
        HttpResponse<String> answer = ask(chain.id, "the-auditor", REASON);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readValue(answer.body(), Erasure.class);
    }

    private static HttpResponse<String> ask(String session, String who, String body) {
        return SERVER.send("POST", "/v1/sessions/" + session + "/erasure", auditor(who), body);
    }

    private static HttpResponse<String> agree(String erasure, String who) {
        return SERVER.send("POST", "/v1/erasures/" + erasure + "/agreement", auditor(who));
    }

    private static String auditor(String who) {
        return AuditServer.ISSUER.token(who).roles("auditor").sign();
    }

    private static HttpResponse<String> replay(Chain chain) {
        return SERVER.get("/v1/sessions/" + chain.id + "/recording", "auditor");
    }

    private static String own(String kind, String resource) {
        return SERVER
                .jdbc()
                .queryForList(
                        "SELECT body FROM event WHERE chain_id = 'svc-audit' AND kind = ? ORDER BY seq",
                        byte[].class,
                        kind)
                .stream()
                .map(body -> new String(body, UTF_8))
                .filter(body -> body.contains(resource))
                .findFirst()
                .orElse("");
    }
}
