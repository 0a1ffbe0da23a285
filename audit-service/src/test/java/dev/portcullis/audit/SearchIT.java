// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands of all sessions, found by what they say and touch.
class SearchIT {

    private static final AuditServer SERVER = AuditServer.shared();
    private static final Gateway GATEWAY = new Gateway(SERVER.place.kafka());
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PERIOD = "&since=2026-08-02T00:00:00Z&until=2026-08-03T00:00:00Z";
    private static final String AGENT = "agent-" + Chain.newId();
    private static final Chain ORDERS = new Chain("search");
    private static final Chain LLM = new Chain("search");

    @BeforeAll
    static void record() {
        GATEWAY.emit(
                ORDERS,
                ORDERS.started(AGENT, "orders"),
                sql(ORDERS, "command.intent", "SELECT Email FROM customers", "customers", "READ", "pii.email"),
                sql(ORDERS, "command.refused", "DROP TABLE customers", "customers", "DEFINE", ""),
                sql(ORDERS, "command.intent", "SELECT 1 FROM old.customers_2020", "customers_2020", "READ", ""));
        GATEWAY.emit(
                LLM,
                LLM.started(AGENT, "llm"),
                LLM.event(
                        Chain.newId(),
                        "command.intent",
                        "\"protocol\":\"http\"",
                        "\"api\":{\"operation\":\"POST /v1/chat/completions\",\"request\":{\"uid\":\"c-http\"}},"));
        Eventually.until("all are stored", () -> find("identity=" + AGENT).size() == 4);
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    private static byte[] sql(Chain chain, String kind, String text, String table, String access, String holds) {
        String classifications = holds.isEmpty() ? "[]" : "[\"" + holds + "\"]";
        return chain.event(
                Chain.newId(),
                kind,
                """
                "sql":{"statements":[{"kind":"X","relations":[{"schema":"public","name":"%s","known":true,"access":"%s"}],\
                "columns":[{"relation":"%s","name":"c","use":"OUTPUT","classifications":%s}],"classifications":[]}],\
                "classifications":[]}""".formatted(table, access, table, classifications),
                "\"query_info\":{\"uid\":\"c-sql\",\"query_string\":\"" + text + "\"},");
    }

    private static List<JsonNode> find(String question) {
        List<JsonNode> items = new ArrayList<>();
        page(question).path("items").forEach(items::add);
        return items;
    }

    private static JsonNode page(String question) {
        HttpResponse<String> answer = SERVER.get("/v1/commands?" + question + PERIOD, "auditor");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<String> texts(String question) {
        return find("identity=" + AGENT + "&" + question).stream()
                .map(command -> command.path("text").asString(""))
                .toList();
    }

    @Test
    void findsCommandsByWhatTheySayWhateverTheCase() {
        assertThat(texts("text=email")).containsExactly("SELECT Email FROM customers");
        assertThat(texts("text=CHAT")).containsExactly("POST /v1/chat/completions");
        assertThat(texts("text=nowhere")).isEmpty();
    }

    @Test
    void findsCommandsByTheTableTheyName() {
        assertThat(texts("table=customers"))
                .containsExactlyInAnyOrder("SELECT Email FROM customers", "DROP TABLE customers");
        assertThat(texts("table=PUBLIC.customers_2020")).hasSize(1);
        assertThat(texts("table=customer")).isEmpty();
    }

    @Test
    void findsCommandsByWhatTheyTouchAndByWhatBecameOfThem() {
        assertThat(texts("classification=pii.email")).containsExactly("SELECT Email FROM customers");
        assertThat(texts("outcome=REFUSED")).containsExactly("DROP TABLE customers");
        assertThat(texts("outcome=FORWARDED")).hasSize(3).doesNotContain("DROP TABLE customers");
        assertThat(texts("connection=llm")).containsExactly("POST /v1/chat/completions");
        assertThat(texts("connection=other")).isEmpty();
    }

    @Test
    void saysWhoSentItAndWhereToReadOn() {
        JsonNode found = find("identity=" + AGENT + "&outcome=REFUSED").getFirst();
        assertThat(found.path("identity").asString()).isEqualTo(AGENT);
        assertThat(found.path("sessionId").asString()).isEqualTo(ORDERS.id);
        assertThat(found.path("commandId").asString()).isEqualTo("c-sql");
        assertThat(found.path("connection").asString()).isEqualTo("orders");
        assertThat(found.path("relations").get(0).asString()).isEqualTo("public.customers");
        assertThat(SERVER.get("/v1/events/" + found.path("eventId").asString(), "auditor")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pagesWithoutGapsOrRepetitions() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = page("limit=1&identity=" + AGENT + cursor);
            page.path("items")
                    .forEach(command -> ids.add(command.path("eventId").asString()));
            String next = page.path("next").asString("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        assertThat(ids).hasSize(4).doesNotHaveDuplicates();
    }

    /// Commands that nobody sent: only the search looks at them.
    private static String many(int count) {
        String session = "many-" + Chain.newId();
        JdbcTemplate superuser = SERVER.place.superuser();
        superuser.update(
                "INSERT INTO session (id, subject, connection, started_at) VALUES (?, ?, 'orders', now())",
                session,
                session);
        superuser.update("""
                INSERT INTO event (event_id, chain_id, seq, prev, kind, class_uid, occurred_at, body, body_sha256)
                SELECT ? || n, ?, n, sha256(''), 'command.intent', 6005, timestamptz '2025-09-01 UTC' + n * interval '1 ms',
                       convert_to('{"query_info":{"uid":"c","query_string":"SELECT ' || n || '"}}', 'UTF8'), sha256('')
                FROM generate_series(1, ?) AS n""", session, session, count);
        return session;
    }

    private static HttpResponse<String> september(AuditServer server, String identity, String more) {
        return server.get(
                "/v1/commands?identity=" + identity + "&since=2025-09-01T00:00:00Z&until=2025-09-02T00:00:00Z" + more,
                "auditor");
    }

    @Test
    void looksAtTwentyThousandEventsForOneAnswerAndSaysWhereToGoOn() {
        String session = many(20_001);
        JsonNode first =
                JSON.readTree(september(SERVER, session, "&text=nowhere").body());
        assertThat(first.path("items")).isEmpty();
        // All but the oldest.
        assertThat(first.path("searchedBackTo").asString()).isEqualTo("2025-09-01T00:00:00.002Z");
        String next = "&text=nowhere&cursor=" + first.path("next").asString();
        JsonNode second = JSON.readTree(september(SERVER, session, next).body());
        assertThat(second.path("next").asString("")).isEmpty();
        assertThat(second.path("searchedBackTo").asString()).isEqualTo("2025-09-01T00:00:00Z");
    }

    @Test
    void saysThatASearchTookTooLongAndGoesOnWithoutAGap() throws SQLException {
        String session = many(300);
        List<String> found = new ArrayList<>();
        try (AuditServer hasty = AuditServer.start(SERVER.place, "--portcullis.audit.search.within=0s")) {
            HttpResponse<String> blocked = whileSessionsAreLocked(() -> september(hasty, session, "&limit=500"));
            assertThat(blocked.statusCode()).as(blocked.body()).isEqualTo(503);
            assertThat(blocked.body()).contains("https://portcullis.dev/problems/incomplete", "took too long");
            JsonNode page = JSON.readTree(blocked.body());
            assertThat(page.path("items")).isEmpty();
            int cuts = 0;
            for (String next = page.path("next").asString("");
                    !next.isEmpty();
                    next = page.path("next").asString("")) {
                HttpResponse<String> answer = september(hasty, session, "&limit=50&cursor=" + next);
                cuts += answer.statusCode() == 503 ? 1 : 0;
                page = JSON.readTree(answer.body());
                page.path("items")
                        .forEach(command -> found.add(command.path("text").asString()));
            }
            assertThat(cuts).isPositive();
        }
        assertThat(found).hasSize(300).doesNotHaveDuplicates();
        assertThat(reads(session)).isNotEmpty();
    }

    private static HttpResponse<String> whileSessionsAreLocked(Supplier<HttpResponse<String>> ask) throws SQLException {
        try (Connection blocker = SERVER.place.connect(
                        SERVER.place.postgres().superuser(),
                        SERVER.place.postgres().superuserPassword());
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("LOCK TABLE audit.session IN ACCESS EXCLUSIVE MODE");
            HttpResponse<String> answer = ask.get();
            blocker.rollback();
            return answer;
        }
    }

    @Test
    void looksOnlyAtThePeriod() {
        String before = "/v1/commands?identity=" + AGENT + "&since=2026-07-01T00:00:00Z&until=2026-08-01T00:00:00Z";
        assertThat(JSON.readTree(SERVER.get(before, "auditor").body()).path("items"))
                .isEmpty();
    }

    @Test
    void recordsWhoSearchedForWhat() {
        String word = "word-" + Chain.newId();
        page("text=" + word);
        assertThat(reads(word))
                .hasSize(1)
                .first()
                .asString()
                .contains("the-auditor", "commands.search", "0 command(s)");
        assertThat(SERVER.get("/v1/commands?text=" + word, "operator").statusCode())
                .isEqualTo(403);
        assertThat(reads(word)).hasSize(1);
    }

    @Test
    void answersNobodyElseAndNoNonsense() {
        for (String role : List.of("operator", "policy-admin", "approver", "agent")) {
            assertThat(SERVER.get("/v1/commands", role).statusCode()).as(role).isEqualTo(403);
        }
        assertThat(SERVER.send("GET", "/v1/commands", "").statusCode()).isEqualTo(401);
        for (String question : List.of(
                "limit=0",
                "limit=501",
                "outcome=LOST",
                "since=yesterday",
                "cursor=%21",
                "identity=a%00b",
                "text=" + "x".repeat(201),
                "since=2026-08-02T00:00:00Z&until=2026-08-02T00:00:00Z")) {
            HttpResponse<String> answer = SERVER.get("/v1/commands?" + question, "auditor");
            assertThat(answer.statusCode()).as(question).isEqualTo(400);
            assertThat(answer.body()).contains("https://portcullis.dev/problems/invalid");
        }
    }

    private static List<String> reads(String word) {
        return SERVER.jdbc()
                .queryForList(
                        "SELECT convert_from(body, 'UTF8') FROM event WHERE kind = 'record.read'"
                                + " AND position(convert_to(?, 'UTF8') IN body) > 0",
                        String.class,
                        URLEncoder.encode(word, StandardCharsets.UTF_8));
    }
}
