// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.ChainHead;
import dev.portcullis.merkle.Digest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class IngestionIT {

    private static final AuditServer SERVER = AuditServer.shared();
    private static final Gateway GATEWAY = new Gateway(SERVER.place.kafka());
    private final JdbcTemplate jdbc = SERVER.jdbc();

    @AfterAll
    static void close() {
        GATEWAY.close();
    }

    @Test
    void storesEachEventByteForByteAndGivesItALeaf() {
        Chain chain = new Chain("s");
        byte[] first = chain.started("agent", "orders");
        byte[] second = chain.intent();
        GATEWAY.emit(chain, first, second);
        awaitEvents(chain.id, 2);

        List<byte[]> bodies =
                jdbc.queryForList("SELECT body FROM event WHERE chain_id = ? ORDER BY seq", byte[].class, chain.id);
        assertThat(bodies).containsExactly(first, second);
        assertThat(jdbc.queryForObject(
                        "SELECT count(*) FROM event JOIN log_leaf USING (event_id) WHERE chain_id = ?",
                        Long.class,
                        chain.id))
                .isEqualTo(2);
        assertThat(findingsAbout(chain.id)).isEmpty();
    }

    @Test
    void storesAnEventOnceHoweverOftenItIsDelivered() {
        Chain chain = new Chain("s");
        byte[] first = chain.started("agent", "orders");
        byte[] second = chain.intent();
        GATEWAY.emit(chain, first, first, second, first, second);
        byte[] third = chain.ended("done");
        GATEWAY.emit(chain, first, third, third);
        awaitEvents(chain.id, 3);

        assertThat(findingsAbout(chain.id)).isEmpty();
        assertThat(session(chain.id, "commands")).isEqualTo(1L);
    }

    @Test
    void keepsOtherBytesUnderTheSameIdBesideTheFirstAndRaisesAnAlarm() {
        Chain chain = new Chain("s");
        String id = Chain.newId();
        byte[] first = chain.event(id, "command.intent", "\"n\":1", "");
        chain.head = ChainHead.START;
        byte[] other = chain.event(id, "command.intent", "\"n\":2", "");
        GATEWAY.emit(chain, first, other);
        GATEWAY.emit(chain, other);
        Eventually.until("the alarm is raised", () -> !findingsAbout(chain.id).isEmpty());

        assertThat(jdbc.queryForList("SELECT body FROM event WHERE event_id = ?", byte[].class, id))
                .containsExactly(first);
        assertThat(jdbc.queryForList("SELECT body FROM event_conflict WHERE event_id = ?", byte[].class, id))
                .containsExactly(other);
        assertThat(findingsAbout(chain.id)).hasSize(1).first().asString().contains("conflicting-event");
    }

    @Test
    void quarantinesWhatIsNoEventGivesItALeafAndGoesOn() {
        String marker = UUID.randomUUID().toString();
        List<String> junk = List.of(
                "no json at all " + marker,
                "{\"marker\":\"" + marker + "\"}",
                "{\"marker\":\"" + marker + "\",\"marker\":1}",
                new String(new Chain("s").intent(), UTF_8).replace("\"sequence\":1", "\"sequence\":\"1\"") + marker,
                new String(new Chain("s").intent(), UTF_8)
                        .replace("\"kind\"", "\"kynd\"")
                        .replace("test", marker),
                new String(new Chain("s").intent(), UTF_8)
                        .replace("1785672000123", "99999999999999999")
                        .replace("test", marker),
                "[]" + marker);
        GATEWAY.emitRaw("key", new byte[] {(byte) 0xC3, (byte) 0x28});
        GATEWAY.emitRaw("key", null);
        // Last, since it is known by its marker: when it is stored, so are the others.
        junk.forEach(value -> GATEWAY.emitRaw("key", value.getBytes(UTF_8)));
        Chain chain = new Chain("key");
        GATEWAY.emit(chain, chain.intent());
        awaitEvents(chain.id, 1);

        Eventually.until("all junk is quarantined", () -> junk.size() == quarantinedWith(marker));
        assertThat(jdbc.queryForObject(
                        "SELECT count(*) FROM quarantine LEFT JOIN log_leaf USING (event_id)"
                                + " LEFT JOIN event USING (event_id) WHERE leaf_hash IS NULL OR body IS NULL",
                        Long.class))
                .isZero();
        assertThat(findingsAbout("unreadable-record")).isNotEmpty();
    }

    @Test
    void reportsMissingEventsOfAChain() {
        Chain chain = new Chain("s");
        byte[] first = chain.started("agent", "orders");
        chain.intent();
        chain.outcome(3);
        byte[] fourth = chain.intent();
        GATEWAY.emit(chain, first, fourth);
        awaitEvents(chain.id, 2);

        assertThat(findingsAbout(chain.id))
                .hasSize(1)
                .first()
                .asString()
                .contains("sequence-gap")
                .contains("\"expected\":2")
                .contains("\"found\":4");
    }

    @Test
    void reportsANumberUsedTwiceAndALinkThatDoesNotFit() {
        Chain chain = new Chain("s");
        byte[] first = chain.started("agent", "orders");
        byte[] second = chain.intent();
        Chain fork = new Chain(chain.id, new ChainHead(1, Digest.sha256(first)));
        byte[] otherSecond = fork.outcome(1);
        Chain stranger = new Chain(chain.id, new ChainHead(2, Digest.sha256("other".getBytes(UTF_8))));
        byte[] third = stranger.intent();
        GATEWAY.emit(chain, first, second, otherSecond, third);
        awaitEvents(chain.id, 4);

        List<String> findings = findingsAbout(chain.id);
        assertThat(findings).hasSize(2);
        assertThat(findings.get(0)).contains("sequence-repeated");
        assertThat(findings.get(1)).contains("broken-link");
    }

    @Test
    void letsNobodyWriteUnderItsOwnName() {
        long before = jdbc.queryForObject("SELECT count(*) FROM event WHERE chain_id = 'svc-audit'", Long.class);
        String marker = Chain.newId();
        Chain forged = new Chain("svc-audit", new ChainHead(before, Digest.ZERO));
        GATEWAY.emitRaw("svc-audit", forged.event(marker, "record.read", "\"x\":1", ""));
        Eventually.until("it is quarantined", () -> quarantinedWith(marker) == 1);

        assertThat(jdbc.queryForObject("SELECT count(*) FROM event WHERE event_id = ?", Long.class, marker))
                .isZero();
        byte[] own = jdbc.queryForList(
                        "SELECT body FROM event WHERE chain_id = 'svc-audit' ORDER BY seq LIMIT 1", byte[].class)
                .getFirst();
        long quarantined = jdbc.queryForObject("SELECT count(*) FROM quarantine", Long.class);
        GATEWAY.emitRaw("svc-audit", own);
        Chain after = new Chain("svc-audit-is-not-this");
        GATEWAY.emit(after, after.intent());
        awaitEvents(after.id, 1);
        assertThat(jdbc.queryForObject("SELECT count(*) FROM quarantine", Long.class))
                .isEqualTo(quarantined);
    }

    @Test
    void buildsTheListOfSessions() {
        Chain chain = new Chain("s");
        GATEWAY.emit(
                chain,
                chain.started("agent", "orders"),
                chain.intent(),
                chain.outcome(12),
                chain.refused(),
                chain.intent(),
                chain.outcome(30));
        awaitEvents(chain.id, 6);
        assertThat(SERVER.get("/v1/sessions/" + chain.id, "auditor").body())
                .contains("\"state\":\"ACTIVE\"", "\"identity\":\"agent\"", "\"connection\":\"orders\"")
                .contains("\"clientAddress\":\"10.0.3.7:52144\"", "\"issuer\":\"http://issuer\"")
                .contains("\"commands\":2", "\"denied\":1", "\"rows\":42")
                .doesNotContain("endedAt");

        GATEWAY.emit(chain, chain.ended("the client left"));
        awaitEvents(chain.id, 7);
        assertThat(SERVER.get("/v1/sessions/" + chain.id, "auditor").body())
                .contains("\"state\":\"ENDED\"", "\"endReason\":\"the client left\"");
    }

    @Test
    void endsTheSessionsOfAGatewayThatWasKilledOnceItIsBack() {
        String gateway = Chain.newId();
        Chain before = new Chain("before");
        Chain journalled = new Chain("journalled");
        Chain after = new Chain("after");
        Chain own = new Chain("gw");
        GATEWAY.emit(before, before.startedOn(gateway, 1000));
        awaitEvents(before.id, 1);
        GATEWAY.emit(own, own.gatewayStarted(gateway, 2000));
        GATEWAY.emit(after, after.startedOn(gateway, 3000));
        awaitEvents(own.id, 1);
        // It lay in the journal until the gateway came back.
        GATEWAY.emit(journalled, journalled.startedOn(gateway, 1500));
        awaitEvents(journalled.id, 1);
        awaitEvents(after.id, 1);
        assertThat(session(before.id, "end_reason")).isEqualTo("its gateway stopped without ending it");
        assertThat(session(journalled.id, "end_reason")).isEqualTo("its gateway stopped without ending it");
        assertThat(session(after.id, "ended_at")).isNull();

        GATEWAY.emit(journalled, journalled.ended("the client left"));
        awaitEvents(journalled.id, 2);
        assertThat(session(journalled.id, "end_reason")).isEqualTo("the client left");
    }

    @Test
    void reportsWhatTheGatewaySaysItCouldNotRecord() {
        Chain chain = new Chain("s");
        GATEWAY.emit(chain, chain.afterUnrecorded(3));
        awaitEvents(chain.id, 1);
        assertThat(findingsAbout(chain.id)).hasSize(1).first().asString().contains("events-unrecorded", "\"count\":3");
    }

    private long quarantinedWith(String marker) {
        return jdbc.queryForList("SELECT body FROM quarantine JOIN event USING (event_id)", byte[].class).stream()
                .filter(body -> new String(body, UTF_8).contains(marker))
                .count();
    }

    private Object session(String id, String column) {
        return jdbc.queryForMap("SELECT * FROM session WHERE id = ?", id).get(column);
    }

    private void awaitEvents(String chainId, int count) {
        Eventually.until(
                count + " events of " + chainId + " are stored",
                () -> jdbc.queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chainId)
                        >= count);
    }

    private List<String> findingsAbout(String text) {
        return jdbc
                .queryForList(
                        "SELECT body FROM event WHERE chain_id = 'svc-audit' AND kind = 'integrity.finding' ORDER BY seq",
                        byte[].class)
                .stream()
                .map(body -> new String(body, UTF_8))
                .filter(body -> body.contains(text))
                .toList();
    }
}
