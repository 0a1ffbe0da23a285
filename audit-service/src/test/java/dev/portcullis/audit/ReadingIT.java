// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.SessionPage;
import dev.portcullis.contracts.audit.SessionView;
import dev.portcullis.testing.OpenApiDocument;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What auditors and operators get to see, and that it is seen who looked.
class ReadingIT {

    private static final AuditServer SERVER = AuditServer.shared();
    private static final Gateway GATEWAY = new Gateway(SERVER.place.kafka());
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    @Test
    void pagesThroughTheSessionsOfOneIdentityNewestFirst() {
        String subject = "agent-" + Chain.newId();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Chain chain = new Chain("page");
            ids.add(chain.id);
            GATEWAY.emit(chain, chain.started(subject, "orders"));
        }
        Eventually.until(
                "all are listed", () -> list("identity=" + subject).items().size() == 5);

        SessionPage first = list("limit=2&identity=" + subject);
        SessionPage second = list("limit=2&identity=" + subject + "&cursor=" + first.next());
        SessionPage third = list("limit=2&identity=" + subject + "&cursor=" + second.next());
        List<SessionView> all = new ArrayList<>(first.items());
        all.addAll(second.items());
        all.addAll(third.items());
        assertThat(all)
                .extracting(SessionView::id)
                .containsExactlyInAnyOrderElementsOf(ids)
                .doesNotHaveDuplicates();
        assertThat(third.next()).isNull();
    }

    @Test
    void filtersSessionsByStateAndConnection() {
        String connection = "connection-" + Chain.newId();
        Chain active = new Chain("filter");
        Chain ended = new Chain("filter");
        GATEWAY.emit(active, active.started("agent", connection));
        GATEWAY.emit(ended, ended.started("agent", connection), ended.ended("done"));
        Eventually.until(
                "both are listed",
                () -> list("connection=" + connection).items().size() == 2
                        && list("state=ENDED&connection=" + connection).items().size() == 1);
        assertThat(list("state=ENDED&connection=" + connection).items())
                .extracting(SessionView::id)
                .containsExactly(ended.id);
        assertThat(list("state=ACTIVE&connection=" + connection).items())
                .extracting(SessionView::id)
                .containsExactly(active.id);
    }

    @Test
    void answersBadQuestionsWithAProblemDocument() {
        for (String query : List.of("limit=0", "limit=501", "limit=x", "state=GONE", "cursor=%21%21", "cursor=eA")) {
            HttpResponse<String> answer = SERVER.get("/v1/sessions?" + query, "auditor");
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("https://portcullis.dev/problems/invalid");
        }
        for (String path : List.of(
                "/v1/sessions/none",
                "/v1/sessions/none/events",
                "/v1/events/none",
                "/v1/sessions/none/recording",
                "/v1/log/proofs/none")) {
            HttpResponse<String> answer = SERVER.get(path, "auditor");
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).contains("https://portcullis.dev/problems/not-found");
        }
    }

    @Test
    void givesTheEventsOfASessionInOrderAndRecordsWhoAsked() {
        Chain chain = new Chain("events");
        GATEWAY.emit(chain, chain.started("agent", "orders"), chain.intent(), chain.outcome(1), chain.ended("done"));
        Eventually.until("all are stored", () -> items(chain.id, "").size() == 4);

        JsonNode page = JSON.readTree(SERVER.get("/v1/sessions/" + chain.id + "/events?limit=3", "auditor")
                .body());
        assertThat(page.path("items").size()).isEqualTo(3);
        JsonNode rest = items(chain.id, "?limit=3&cursor=" + page.path("next").asString());
        assertThat(rest.size()).isEqualTo(1);
        assertThat(rest.get(0).path("metadata").path("sequence").asInt()).isEqualTo(4);
        assertThat(rest.get(0).path("unmapped").path("portcullis").path("kind").asString())
                .isEqualTo("session.ended");
        assertThat(readsOf(chain.id))
                .isNotEmpty()
                .allSatisfy(read -> assertThat(read).contains("the-auditor", "session.events", "127.0.0.1"));

        JsonNode last = rest.get(0);
        String id = last.path("metadata").path("uid").asString();
        assertThat(JSON.readTree(SERVER.get("/v1/events/" + id, "auditor").body()))
                .isEqualTo(last);
        assertThat(readsOf(id)).hasSize(1).allSatisfy(read -> assertThat(read).contains("the-auditor", "127.0.0.1"));
    }

    @Test
    void givesLargeEventsInPagesThatFitIntoMemory() {
        Chain chain = new Chain("large");
        for (int i = 0; i < 8; i++) {
            GATEWAY.emit(
                    chain,
                    chain.event(Chain.newId(), "command.intent", "\"text\":\"" + "x".repeat(800_000) + "\"", ""));
        }
        GATEWAY.emit(chain, chain.started("agent", "orders"));
        Eventually.until(
                "all are stored",
                () -> SERVER.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chain.id)
                        == 9);
        JsonNode first = JSON.readTree(
                SERVER.get("/v1/sessions/" + chain.id + "/events", "auditor").body());
        assertThat(first.path("items").size()).isEqualTo(6);
        JsonNode second = JSON.readTree(SERVER.get(
                        "/v1/sessions/" + chain.id + "/events?cursor="
                                + first.path("next").asString(),
                        "auditor")
                .body());
        assertThat(second.path("items").size()).isEqualTo(3);
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void namesEverybodyInWhoseNameAReadHappens() {
        Chain chain = new Chain("actors");
        GATEWAY.emit(chain, chain.started("agent", "orders"));
        Eventually.until("it is stored", () -> items(chain.id, "").size() == 1);
        String delegated = AuditServer.token("auditor")
                .claim("act", Map.of("sub", "report-bot", "act", Map.of("sub", "scheduler")))
                .sign();
        assertThat(SERVER.send("GET", "/v1/sessions/" + chain.id + "/events", delegated)
                        .statusCode())
                .isEqualTo(200);
        assertThat(readsOf(chain.id)).last().asString().contains("\"actors\":[\"report-bot\",\"scheduler\"]");
    }

    @Test
    void replaysARecordingInTheOrderOfItsChunksAndRecordsWhoAsked() {
        Chain chain = new Chain("recording");
        GATEWAY.record(chain.id, Chain.newId(), 2, "{\"line\":3}\n");
        GATEWAY.record(chain.id, Chain.newId(), 1, "{\"line\":1}\n{\"line\":2}\n");
        awaitChunks(chain.id, 2);

        HttpResponse<String> replay = SERVER.get("/v1/sessions/" + chain.id + "/recording", "auditor");
        assertThat(replay.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(replay.body()).isEqualTo("{\"line\":1}\n{\"line\":2}\n{\"line\":3}\n");
        assertThat(readsOf(chain.id)).hasSize(1).first().asString().contains("the-auditor", "session.recording");
        assertThat(SERVER.get("/v1/sessions/" + chain.id + "/recording", "operator")
                        .statusCode())
                .isEqualTo(403);
        assertThat(readsOf(chain.id)).hasSize(1);
    }

    @Test
    void saysWhereARecordingHasAHoleOrCannotBeRead() {
        Chain chain = new Chain("recording");
        GATEWAY.record(chain.id, Chain.newId(), 1, "{\"line\":1}\n");
        GATEWAY.recordRaw(chain.id, Chain.newId(), "3", "not gzip".getBytes(UTF_8));
        byte[] whole = Gateway.gzip("{\"line\":4}\n".repeat(2000));
        GATEWAY.recordRaw(chain.id, Chain.newId(), "4", Arrays.copyOf(whole, whole.length / 2));
        awaitChunks(chain.id, 3);

        assertThat(SERVER.get("/v1/sessions/" + chain.id + "/recording", "auditor")
                        .body())
                .startsWith("{\"line\":1}\n")
                .contains("chunks 2 to 2 of this recording are missing", "chunk 3 cannot be read")
                .contains("the rest of chunk 4 cannot be read")
                .contains("\"k\":\"TRUNCATED\"");
    }

    @Test
    void saysThatTheEndOfARecordingIsMissing() {
        Chain chain = new Chain("recording");
        GATEWAY.emit(chain, chain.started("agent", "orders"), chain.ended("done", 2));
        GATEWAY.record(chain.id, Chain.newId(), 1, "{\"line\":1}\n");
        awaitChunks(chain.id, 1);
        Eventually.until(
                "it has ended",
                () -> SERVER.get("/v1/sessions/" + chain.id, "auditor").body().contains("ENDED"));
        assertThat(SERVER.get("/v1/sessions/" + chain.id + "/recording", "auditor")
                        .body())
                .startsWith("{\"line\":1}\n")
                .contains("chunks 2 to 2 of this recording are missing");
        GATEWAY.record(chain.id, Chain.newId(), 2, "{\"line\":2}\n");
        awaitChunks(chain.id, 2);
        assertThat(SERVER.get("/v1/sessions/" + chain.id + "/recording", "auditor")
                        .body())
                .isEqualTo("{\"line\":1}\n{\"line\":2}\n");
    }

    @Test
    void storesAChunkOnceAndReportsOtherBytesUnderItsId() {
        Chain chain = new Chain("recording");
        String id = Chain.newId();
        GATEWAY.record(chain.id, id, 1, "{\"line\":1}\n");
        GATEWAY.record(chain.id, id, 1, "{\"line\":1}\n");
        GATEWAY.record(chain.id, id, 1, "{\"line\":2}\n");
        GATEWAY.recordRaw(chain.id, Chain.newId(), "none", new byte[0]);
        Eventually.until(
                "the conflict is reported",
                () -> own("integrity.finding").stream()
                        .anyMatch(finding -> finding.contains("conflicting-recording") && finding.contains(id)));
        assertThat(SERVER.get("/v1/sessions/" + chain.id + "/recording", "auditor")
                        .body())
                .isEqualTo("{\"line\":1}\n");
        Eventually.until(
                "the unnumbered chunk is quarantined",
                () -> SERVER.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM quarantine WHERE source LIKE 'portcullis.recording.v1/%'",
                                        Integer.class)
                        >= 1);
    }

    @Test
    void ordersAKillAndRecordsWhoDid() {
        Chain chain = new Chain("kill");
        GATEWAY.emit(chain, chain.started("agent", "orders"));
        Eventually.until(
                "it is listed",
                () -> SERVER.get("/v1/sessions/" + chain.id, "operator").statusCode() == 200);

        assertThat(SERVER.send(
                                "DELETE",
                                "/v1/sessions/" + chain.id,
                                AuditServer.token("auditor").sign())
                        .statusCode())
                .isEqualTo(403);
        assertThat(orders(chain.id)).isEmpty();
        assertThat(SERVER.send(
                                "DELETE",
                                "/v1/sessions/" + chain.id + "?reason=looks%20wrong,password%3Dcanary-80",
                                AuditServer.token("operator").sign())
                        .statusCode())
                .isEqualTo(202);
        assertThat(orders(chain.id))
                .hasSize(1)
                .first()
                .asString()
                .contains("\"order\":\"KILL_SESSION\"", "\"by\":\"the-operator\"", "\"reason\":\"looks wrong,password=")
                .doesNotContain("canary");
        assertThat(own("session.killed")).anySatisfy(event -> assertThat(event).contains(chain.id, "the-operator"));
        assertThat(own("session.killed")).noneMatch(event -> event.contains("canary-80"));
    }

    @Test
    void ordersNoKillOfASessionThatHasEndedOrNeverWas() {
        Chain chain = new Chain("kill");
        GATEWAY.emit(chain, chain.started("agent", "orders"), chain.ended("done"));
        Eventually.until(
                "it has ended",
                () -> SERVER.get("/v1/sessions/" + chain.id, "operator").body().contains("ENDED"));
        String operator = AuditServer.token("operator").sign();
        assertThat(SERVER.send("DELETE", "/v1/sessions/" + chain.id, operator).statusCode())
                .isEqualTo(409);
        assertThat(SERVER.send("DELETE", "/v1/sessions/none", operator).statusCode())
                .isEqualTo(404);
        assertThat(orders(chain.id)).isEmpty();
    }

    @Test
    void tellsTheAuditTopicWhatItReportsItself() {
        Chain chain = new Chain("own");
        GATEWAY.emit(chain, chain.started("agent", "orders"));
        Eventually.until("it is stored", () -> items(chain.id, "").size() == 1);
        Eventually.until(
                "the look at it is on the topic",
                () -> GATEWAY.all(Topics.AUDIT).stream()
                        .anyMatch(event -> event.key().equals("svc-audit")
                                && new String(event.value(), UTF_8).contains(chain.id)
                                && new String(
                                                event.headers()
                                                        .lastHeader("ce_type")
                                                        .value(),
                                                UTF_8)
                                        .equals("dev.portcullis.record.read")));
        // They come back through Kafka and are known.
        Chain later = new Chain("own");
        GATEWAY.emit(later, later.started("agent", "orders"));
        Eventually.until("it is stored", () -> items(later.id, "").size() == 1);
        assertThat(SERVER.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM quarantine JOIN event USING (event_id) JOIN event AS own USING (body_sha256) WHERE own.chain_id = 'svc-audit'",
                                Integer.class))
                .isZero();
    }

    @Test
    void describesItselfInOpenApi() {
        OpenApiDocument document = OpenApiDocument.of("audit");
        assertThat(document.canonical(SERVER.get("/v3/api-docs", "auditor").body()))
                .isEqualTo(document.committed());
    }

    private static SessionPage list(String query) {
        return JSON.readValue(SERVER.get("/v1/sessions?" + query, "auditor").body(), SessionPage.class);
    }

    private static JsonNode items(String id, String query) {
        return JSON.readTree(SERVER.get("/v1/sessions/" + id + "/events" + query, "auditor")
                        .body())
                .path("items");
    }

    private static List<String> readsOf(String sessionId) {
        return own("record.read").stream()
                .filter(event -> event.contains(sessionId))
                .toList();
    }

    private static List<String> own(String kind) {
        return SERVER
                .jdbc()
                .queryForList(
                        "SELECT body FROM event WHERE chain_id = 'svc-audit' AND kind = ? ORDER BY seq",
                        byte[].class,
                        kind)
                .stream()
                .map(body -> new String(body, UTF_8))
                .toList();
    }

    private static List<String> orders(String sessionId) {
        return GATEWAY.all(Topics.CONTROL).stream()
                .filter(order -> order.key().equals(sessionId))
                .map(order -> new String(order.value(), UTF_8))
                .toList();
    }

    private static void awaitChunks(String sessionId, int count) {
        Eventually.until(
                count + " chunks are stored",
                () -> SERVER.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM recording_chunk WHERE session_id = ?",
                                        Integer.class,
                                        sessionId)
                        == count);
    }
}
