// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.audit.LegalHold;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.testing.KafkaBroker;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/// What was kept for its time goes, and nothing else; who deletes by SQL cannot say it was that.
class RetentionIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SEEN = "seen-by-the-client";

    private static AuditServer server;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        server = AuditServer.start(
                AuditServer.Place.create(BROKER),
                "--portcullis.audit.retention.events=3s",
                "--portcullis.audit.retention.recordings=3s",
                "--portcullis.audit.retention.every=300ms");
        gateway = new Gateway(BROKER);
    }

    @AfterAll
    static void close() {
        gateway.close();
        server.close();
        BROKER.close();
    }

    @Test
    void givesUpWhatIsOldAndKeepsTheLogSound() throws NoteException {
        Chain chain = new Chain("old");
        byte[] first = chain.started("agent", "orders");
        String chunk = Chain.newId();
        String event = recorded(chain, first, chunk);
        Eventually.until("its events have expired", () -> kept(chain) == 0);
        Eventually.until("its recording has expired", () -> replay(chain).statusCode() == 410);

        assertThat(replay(chain).body()).contains("time of keeping").doesNotContain(SEEN);
        HttpResponse<String> gone = server.get("/v1/events/" + event, "auditor");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("https://portcullis.dev/problems/gone");
        Eventually.until("the session is forgotten", () -> status(chain) == 404);
        assertThat(server.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM recording_object WHERE name IN (SELECT left(encode("
                                        + "sha256(convert_to(session_id, 'UTF8')), 'hex'), 32) || '/' ||"
                                        + " encode(body_sha256, 'hex') FROM recording_chunk WHERE session_id = ?)",
                                Integer.class,
                                chain.id))
                .isZero();
        assertThat(((Verdict.Sound) verdict()).expired()).isGreaterThanOrEqualTo(4);

        // Who guesses the event to the last byte finds nothing that says so: neither its digest nor what salted it.
        assertThat(server.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM event WHERE chain_id = ? AND (salt IS NOT NULL OR body_sha256 = sha256(?))",
                                Integer.class,
                                chain.id,
                                first))
                .isZero();

        // What comes again is known, and goes on where it was.
        gateway.emit(chain, first, chain.intent());
        gateway.record(chain.id, chunk, 1, "{\"v\":[\"" + SEEN + "\"]}\n");
        Eventually.until("the next event is stored", () -> stored(chain) == 4);
        assertThat(verdict()).isInstanceOf(Verdict.Sound.class);
        assertThat(server.jdbc().queryForList("SELECT body FROM event WHERE kind = 'integrity.finding'", byte[].class))
                .noneMatch(finding -> new String(finding, java.nio.charset.StandardCharsets.UTF_8).contains(chain.id));
    }

    @Test
    void keepsWhatIsHeldUntilTheHoldIsLiftedAndFindsWhoeverDeletesIt() throws NoteException, SQLException {
        Chain chain = new Chain("held");
        LegalHold.Request request = new LegalHold.Request(LegalHold.Scope.SESSION, chain.id, "case 1");
        LegalHold hold = JSON.readValue(
                server.send("POST", "/v1/holds", AuditServer.token("auditor").sign(), JSON.writeValueAsString(request))
                        .body(),
                LegalHold.class);
        recorded(chain, chain.started("agent", "orders"), Chain.newId());
        Chain other = new Chain("other");
        recorded(other, other.started("agent", "orders"), Chain.newId());
        Eventually.until("what is not held has expired", () -> kept(other) == 0);
        Eventually.until("its recording has, too", () -> replay(other).statusCode() == 410);
        assertThat(kept(chain)).isEqualTo(3);
        assertThat(replay(chain).body()).contains(SEEN);
        long leaf = server.jdbc()
                .queryForObject(
                        "SELECT min(leaf_index) FROM log_leaf JOIN event USING (event_id) WHERE chain_id = ?",
                        Long.class,
                        chain.id);

        for (String call : List.of(
                "SELECT expire_events(ARRAY[" + leaf + "])",
                "SELECT expire_recording('" + chain.id + "')",
                "UPDATE retention_class SET keep = '1s'",
                "SELECT set_config('audit.expiring', 'event', false); DELETE FROM event")) {
            try (Connection app = server.place.connect("audit_app", AuditServer.APP_PASSWORD)) {
                assertThatThrownBy(() -> app.createStatement().execute(call))
                        .as(call)
                        .isInstanceOfSatisfying(
                                PSQLException.class,
                                refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
            }
        }
        JdbcTemplate superuser = server.place.superuser();
        superuser.execute("ALTER TABLE event DISABLE TRIGGER ALL");
        superuser.execute("CREATE TABLE taken AS SELECT * FROM event WHERE chain_id = '" + chain.id + "' AND seq = 1");
        superuser.update(
                "UPDATE event SET kind = 'expired', class_uid = 0, occurred_at = 'epoch', body = '',"
                        + " prev = decode(repeat('00', 32), 'hex'), salt = NULL, body_sha256 = sha256(salt || body)"
                        + " WHERE chain_id = ? AND seq = 1",
                chain.id);
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Unsound.class, unsound -> {
            assertThat(unsound.leafIndex()).isEqualTo(leaf);
            assertThat(unsound.what()).contains("no retention that the log signed");
        });
        superuser.update(
                "UPDATE event AS e SET kind = t.kind, class_uid = t.class_uid, occurred_at = t.occurred_at,"
                        + " body = t.body, prev = t.prev, salt = t.salt, body_sha256 = t.body_sha256 FROM taken AS t WHERE e.event_id = t.event_id");
        superuser.execute("ALTER TABLE event ENABLE TRIGGER ALL");
        assertThat(verdict()).isInstanceOf(Verdict.Sound.class);

        server.send(
                "DELETE",
                "/v1/holds/" + hold.id() + "?reason=closed",
                AuditServer.token("auditor").sign());
        Eventually.until(
                "it has expired as well",
                () -> kept(chain) == 0 && replay(chain).statusCode() == 410);
        assertThat(verdict()).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void keepsWhatIsYoungByItsOwnWordAndWhatSpeaksOfSomebodyWhoIsHeldHoweverItIsQuoted() {
        Chain young = new Chain("young");
        long soon = Instant.now().plusSeconds(3_600).toEpochMilli();
        gateway.emit(
                young, young.retimed(young.started("agent", "orders"), soon), young.retimed(young.ended("done"), soon));
        String who = "CORP\\" + Chain.newId();
        LegalHold.Request request = new LegalHold.Request(LegalHold.Scope.IDENTITY, who, "case 2");
        assertThat(server.send(
                                "POST",
                                "/v1/holds",
                                AuditServer.token("auditor").sign(),
                                JSON.writeValueAsString(request))
                        .statusCode())
                .isEqualTo(201);
        Chain held = new Chain("votes");
        gateway.emit(
                held, held.event(Chain.newId(), "approval.voted", "\"person\":" + JSON.writeValueAsString(who), ""));
        Chain other = new Chain("votes");
        gateway.emit(other, other.event(Chain.newId(), "approval.voted", "\"person\":\"another\"", ""));
        Eventually.until("all are stored", () -> stored(held) == 1 && stored(young) == 2);
        Eventually.until("what nobody holds has expired", () -> stored(other) == 1 && kept(other) == 0);
        assertThat(kept(held)).isOne();
        assertThat(kept(young)).isEqualTo(2);
    }

    @Test
    void keepsWhatIsYoungForAsLongAsIsConfigured() {
        Chain ancient = new Chain("ancient");
        long then = Instant.now().minus(Duration.ofDays(1_000)).toEpochMilli();
        gateway.emit(ancient, ancient.retimed(ancient.event(Chain.newId(), "approval.voted", "\"a\":1", ""), then));
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        for (String keep : List.of("400d", "500d")) {
            try (AuditServer young = AuditServer.start(
                    place,
                    // Another log than its neighbour at the same broker, which takes no part of the records from it.
                    "--portcullis.audit.ingest.group=young",
                    "--portcullis.audit.log.origin=log.example/young",
                    "--portcullis.audit.retention.events=" + keep,
                    "--portcullis.audit.retention.every=300ms")) {
                assertThat(young.jdbc()
                                .queryForList("SELECT keep::text FROM retention_class ORDER BY name", String.class))
                        .containsExactly(keep.replace("d", " days"), "90 days");
                Eventually.until(
                        "an event that says it is old is in a signed log, which is not",
                        () -> young.jdbc()
                                .queryForObject(
                                        "SELECT EXISTS (SELECT FROM event JOIN log_leaf AS l USING (event_id)"
                                                + " WHERE chain_id = ? AND kind <> 'expired'"
                                                + " AND l.leaf_index < (SELECT max(size) FROM checkpoint))",
                                        Boolean.class,
                                        ancient.id));
                assertThat(young.jdbc().queryForList("SELECT leaf_index FROM expirable_event"))
                        .isEmpty();
            }
        }
        assertThatThrownBy(() -> AuditServer.start(place, "--portcullis.audit.retention.events=0s"))
                .hasStackTraceContaining("retention");
    }

    private static String recorded(Chain chain, byte[] started, String chunk) {
        String event = Chain.newId();
        gateway.emit(chain, started, chain.event(event, "command.intent", "\"a\":1", ""), chain.ended("done", 1));
        gateway.record(chain.id, chunk, 1, "{\"v\":[\"" + SEEN + "\"]}\n");
        Eventually.until("its events are stored", () -> stored(chain) == 3);
        Eventually.until("its chunk is stored", () -> replay(chain).statusCode() != 404);
        return event;
    }

    private static int stored(Chain chain) {
        return server.jdbc().queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chain.id);
    }

    private static int kept(Chain chain) {
        return server.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM event WHERE chain_id = ? AND kind <> 'expired'", Integer.class, chain.id);
    }

    private static HttpResponse<String> replay(Chain chain) {
        return server.get("/v1/sessions/" + chain.id + "/recording", "auditor");
    }

    private static int status(Chain chain) {
        return server.get("/v1/sessions/" + chain.id, "auditor").statusCode();
    }

    private static Verdict verdict() throws NoteException {
        LogReader auditor = new LogReader(server);
        return auditor.verify(auditor.checkpointOfNow(), List.of());
    }
}
