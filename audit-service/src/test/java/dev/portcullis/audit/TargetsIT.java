// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.testing.KafkaBroker;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sessions that gateways saw at targets, against those that any gateway has on record.
class TargetsIT {

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final String[] QUICKLY = {
        "--portcullis.audit.targets.grace=" + GRACE.toMillis() + "ms", "--portcullis.audit.targets.every=200ms"
    };
    private static final AuditServer.Place PLACE = AuditServer.Place.create(KafkaBroker.shared());
    private static final AuditServer SERVER = AuditServer.start(PLACE, QUICKLY);
    private static final AuditServer SECOND = AuditServer.start(PLACE, QUICKLY);
    private static final Gateway GATEWAY = new Gateway(KafkaBroker.shared());
    private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");
    private static final AtomicInteger PROCESS = new AtomicInteger(1000);

    private final String target = "db-" + UUID.randomUUID() + ":5432";
    private final int process = PROCESS.incrementAndGet();
    private final Chain observer = new Chain("gw-a");

    @AfterAll
    static void stop() {
        SECOND.close();
        SERVER.close();
        GATEWAY.close();
    }

    @Test
    void aSessionOfAnotherGatewayIsNotRaisedAlsoIfItsRecordComesLater() {
        Chain session = new Chain("s");
        // On one partition: one that is read later may be read when its time is over.
        for (byte[] event : List.of(
                observed(session("portcullis/agent/s1", false, THEN)),
                session.started("agent", "orders"),
                connected(session, THEN))) {
            GATEWAY.send(new ProducerRecord<>(Topics.AUDIT, observer.id, event));
        }
        GATEWAY.flush();

        Eventually.until("all is stored", () -> stored(observer) == 1 && stored(session) == 2);
        Eventually.until("it is judged", () -> seen(" AND NOT raised") == 0);
        assertThat(findings("gateway-bypassed")).isEmpty();
    }

    @Test
    void aSessionThatNoGatewayHasOnRecordIsRaisedOnceHoweverManyGatewaysSeeItHoweverOften() {
        Chain other = new Chain("gw-b");
        GATEWAY.emit(observer, observed(session("psql", false, THEN)));
        GATEWAY.emit(other, observedOn(other, session("psql", false, THEN.plusMillis(30))));
        untilJudged();
        Chain restarted = new Chain("gw-a");
        GATEWAY.emit(restarted, observedOn(restarted, session("psql", false, THEN)));
        Eventually.until("all are stored", () -> stored(restarted) == 1 && stored(other) == 1);
        untilJudged();

        assertThat(findings("gateway-bypassed")).singleElement().satisfies(finding -> {
            assertThat(finding.at("/class_uid").asInt()).isEqualTo(2004);
            assertThat(finding.at("/finding_info/title").asString())
                    .isEqualTo("1 session(s) at " + target
                            + " came through no gateway; the first: intruder from 10.0.0.9");
            JsonNode found = finding.at("/unmapped/portcullis/sessions/0");
            assertThat(found.path("process").asInt()).isEqualTo(process);
            assertThat(found.path("user").asString()).isEqualTo("intruder");
        });
    }

    @Test
    void whatWasRaisedIsTakenBackOnceWhenAGatewaysRecordComesLate() {
        GATEWAY.emit(observer, observed(session("psql", false, THEN)));
        untilJudged();
        assertThat(findings("gateway-bypassed")).hasSize(1);
        assertThat(findings("gateway-bypass-explained")).isEmpty();
        Chain session = new Chain("s");
        GATEWAY.emit(session, session.started("agent", "orders"), connected(session, THEN));

        Eventually.until(
                "it is taken back", () -> !findings("gateway-bypass-explained").isEmpty());
        assertThat(seen("")).isZero();
        assertThat(findings("gateway-bypass-explained")).singleElement().satisfies(finding -> {
            assertThat(finding.at("/type_uid").asInt()).isEqualTo(200403);
            assertThat(finding.at("/is_alert").asBoolean()).isFalse();
            assertThat(finding.at("/unmapped/portcullis/sessions/0/process").asInt())
                    .isEqualTo(process);
        });
        assertThat(findings("gateway-bypassed")).hasSize(1);
    }

    @Test
    void aSessionThatCallsItselfOneOfOursIsRaised() {
        Chain session = new Chain("s");
        GATEWAY.emit(session, session.started("agent", "orders"), connected(session, THEN));
        GATEWAY.emit(observer, observed("""
                        {"process":%d,"begunMicros":1,"begunAt":%d,"user":"intruder","application":"portcullis/agent/%s",\
                        "client":"10.0.0.9","kind":"client backend","expected":false}""".formatted(process + 500_000, THEN.toEpochMilli(), session.id)));

        untilJudged();
        assertThat(findings("gateway-bypassed")).hasSize(1);
    }

    @Test
    void aProcessNumberThatIsUsedAgainLaterDoesNotHideASession() {
        Chain session = new Chain("s");
        GATEWAY.emit(session, session.started("agent", "orders"), connected(session, THEN));
        GATEWAY.emit(observer, observed(session("psql", false, THEN.plusSeconds(6))));

        untilJudged();
        assertThat(findings("gateway-bypassed")).hasSize(1);
    }

    @Test
    void anAccountThatMayGoPastTheGatewayIsNotRaised() {
        GATEWAY.emit(observer, observed(session("exporter", true, THEN)));
        GATEWAY.emit(observer, observed(""));

        Eventually.until("both are stored", () -> stored(observer) == 2);
        assertThat(SERVER.jdbc()
                        .queryForObject("SELECT count(*) FROM target_session WHERE address = ?", Integer.class, target))
                .isZero();
        assertThat(findings("gateway-bypassed")).isEmpty();
    }

    @Test
    void oneFindingTellsOfAFlood() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            many.append(i == 0 ? "" : ",").append("""
                    {"process":%d,"begunMicros":1,"begunAt":1,"user":"u","application":"","client":"",\
                    "kind":"walsender","expected":false}""".formatted(i));
        }
        GATEWAY.emit(observer, observed(many.toString()));

        untilJudged();
        assertThat(findings("gateway-bypassed")).singleElement().satisfies(finding -> {
            assertThat(finding.at("/unmapped/portcullis/count").asInt()).isEqualTo(300);
            assertThat(finding.at("/unmapped/portcullis/sessions").size()).isEqualTo(50);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"failure\":\"the target did not answer in time\"",
                "\"sessions\":\"none\"",
                "\"sessions\":[{\"process\":1}]",
                "\"sessions\":[{\"process\":\"1\",\"begunMicros\":1,\"begunAt\":1,\"user\":\"u\",\"application\":\"\","
                        + "\"client\":\"\",\"kind\":\"\",\"expected\":false}]",
                "\"own\":1"
            })
    void thatNothingCouldBeSeenIsAFinding(String what) {
        GATEWAY.emit(
                observer,
                observer.event(
                        Chain.newId(),
                        "target.observed",
                        "\"connection\":\"orders\",\"targetAddress\":\"" + target + "\"," + what,
                        ""));

        Eventually.until("it is raised", () -> !findings("observation-failed").isEmpty());
        assertThat(findings("observation-failed"))
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.at("/finding_info/title").asString())
                                .startsWith("Sessions at " + target + " could not be seen: "));
    }

    @Test
    void aTargetThatNobodyLooksAtAnyMoreIsAFindingOnceUntilItIsSeenAgain() {
        GATEWAY.emit(observer, observed(""));
        Eventually.until("it is stored", () -> stored(observer) == 1);
        SERVER.place
                .superuser()
                .update(
                        "UPDATE target_observation SET observed_at = now() - interval '4 hours' WHERE address = ?",
                        target);

        Eventually.until("it is raised", () -> findings("observation-overdue").size() == 1);
        GATEWAY.emit(observer, observed(""));
        Eventually.until(
                "it is seen again",
                () -> SERVER.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM target_observation WHERE address = ? AND NOT overdue",
                                Integer.class,
                                target)
                        .equals(1));
        assertThat(findings("observation-overdue")).hasSize(1);
    }

    @Test
    void listsLoginsForThoseWhoCompareThemWithATargetsLog() {
        Chain session = new Chain("s");
        GATEWAY.emit(session, session.started("agent", "orders"), connected(session, THEN));
        Chain own = new Chain("gw-a");
        GATEWAY.emit(
                own,
                own.event(
                        Chain.newId(),
                        "target.connected",
                        login(process + 1, THEN.plusSeconds(1)) + ",\"purpose\":\"CATALOGUE\"",
                        ""));
        Eventually.until("both are stored", () -> stored(own) == 1 && stored(session) == 2);

        JsonNode first = logins("&limit=1");
        assertThat(first.at("/items/0/process").asInt()).isEqualTo(process);
        assertThat(first.at("/items/0/chainId").asString()).isEqualTo(session.id);
        assertThat(first.at("/items/0/purpose").asString()).isEqualTo("SESSION");
        JsonNode second = logins("&limit=1&cursor=" + first.path("next").asString());
        assertThat(second.at("/items/0/process").asInt()).isEqualTo(process + 1);
        assertThat(second.at("/items/0/purpose").asString()).isEqualTo("CATALOGUE");
        assertThat(second.path("next").asString("")).isEmpty();
    }

    private JsonNode logins(String more) {
        HttpResponse<String> answer = SERVER.get(
                "/v1/targets/logins?address=" + URLEncoder.encode(target, StandardCharsets.UTF_8) + "&since="
                        + THEN.minusSeconds(60) + "&until=" + THEN.plusSeconds(60) + more,
                "auditor");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private byte[] observed(String sessions) {
        return observedOn(observer, sessions);
    }

    private byte[] observedOn(Chain chain, String sessions) {
        return chain.event(
                Chain.newId(),
                "target.observed",
                "\"connection\":\"orders\",\"targetAddress\":\"" + target + "\",\"own\":0,\"foreign\":1,\"sessions\":["
                        + sessions + "]",
                "");
    }

    private String session(String application, boolean expected, Instant begun) {
        return """
                {"process":%d,"begunMicros":%d,"begunAt":%d,"user":"intruder","application":"%s","client":"10.0.0.9",\
                "kind":"client backend","expected":%b}""".formatted(process, THEN.toEpochMilli() * 1000, begun.toEpochMilli(), application, expected);
    }

    private byte[] connected(Chain chain, Instant ready) {
        return chain.event(Chain.newId(), "target.connected", login(process, ready), "");
    }

    private String login(int by, Instant ready) {
        return "\"connection\":\"orders\",\"targetAddress\":\"" + target + "\",\"targetProcess\":" + by
                + ",\"targetOpenedAt\":" + ready.minusMillis(20).toEpochMilli() + ",\"targetReadyAt\":"
                + ready.toEpochMilli();
    }

    private static int stored(Chain chain) {
        return SERVER.jdbc().queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chain.id);
    }

    private void untilJudged() {
        Eventually.until(
                "something is seen at the target",
                () -> seen("") > 0 || !findings("gateway-bypassed").isEmpty());
        Eventually.until("it is judged", () -> seen(" AND NOT raised") == 0);
    }

    private int seen(String which) {
        return SERVER.jdbc()
                .queryForObject("SELECT count(*) FROM target_session WHERE address = ?" + which, Integer.class, target);
    }

    private List<JsonNode> findings(String type) {
        return SERVER
                .jdbc()
                .query(
                        "SELECT body FROM event WHERE kind = 'integrity.finding'",
                        (row, _) -> JsonMapper.shared().readTree(row.getBytes(1)))
                .stream()
                .filter(finding ->
                        finding.at("/finding_info/analytic/name").asString().equals(type))
                .filter(finding -> finding.at("/unmapped/portcullis/targetAddress")
                        .asString()
                        .equals(target))
                .toList();
    }
}
