// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.HeartbeatStatement;
import dev.portcullis.merkle.HeartbeatStatement.Kept;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What gateways say of their sessions, against what is stored.
class HeartbeatsIT {

    private static final Duration GRACE = Duration.ofMillis(1_500);
    private static final SignerKey KEY = SignerKey.generate("gw");
    private static final SignerKey NEXT_KEY = SignerKey.generate("gw");
    private static final SignerKey EDGE_KEY = SignerKey.generate("edge");
    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final AuditServer.Place PLACE = AuditServer.Place.create(BROKER);
    private static final String[] QUICKLY = {
        "--portcullis.audit.gateways.keys[0]=" + KEY.verifier().vkey(),
        "--portcullis.audit.gateways.keys[1]=" + NEXT_KEY.verifier().vkey(),
        "--portcullis.audit.gateways.keys[2]=" + EDGE_KEY.verifier().vkey(),
        "--portcullis.audit.gateways.grace=" + GRACE.toMillis() + "ms",
        "--portcullis.audit.gateways.overdue=8s",
        "--portcullis.audit.gateways.every=200ms"
    };
    private static final AuditServer SERVER = AuditServer.start(PLACE, QUICKLY);
    private static final AuditServer SECOND = AuditServer.start(PLACE, QUICKLY);
    private static final Gateway GATEWAY = new Gateway(BROKER);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String gateway = "gw-" + UUID.randomUUID();
    private final Chain own = new Chain("gw-" + gateway);
    private long beat;

    @BeforeEach
    void theGatewayStarts() {
        GATEWAY.emit(own, own.gatewayStarted(gateway, 1_785_672_000_000L));
    }

    @AfterAll
    static void stop() {
        SECOND.close();
        SERVER.close();
        GATEWAY.close();
        BROKER.close();
    }

    @Test
    void aTruthfulRunRaisesNothing() {
        Chain first = new Chain("s");
        Chain second = new Chain("s");
        GATEWAY.emit(first, first.started("agent", "orders"), first.intent());
        beat(KEY, first.kept(false));
        GATEWAY.emit(first, first.outcome(1), first.ended("done", 0));
        GATEWAY.emit(second, second.started("agent", "orders"));
        beat(NEXT_KEY, first.kept(true), second.kept(false));
        GATEWAY.emit(second, second.ended("done", 0));
        last(second.kept(true));

        untilJudged();
        // The probe may have been judged by the other instance, or have come from another partition first.
        Eventually.until(
                "nothing of it is waited for",
                () -> SERVER.jdbc()
                        .queryForList("SELECT 1 FROM chain_claim WHERE chain_id IN (?, ?)", first.id, second.id)
                        .isEmpty());
        assertThat(findings()).isEmpty();
    }

    @Test
    void aWholeSessionThatWasDeletedBeforeItWasStoredIsNamed() {
        Chain kept = new Chain("s");
        Chain deleted = new Chain("s");
        GATEWAY.emit(kept, kept.started("agent", "orders"), kept.ended("done", 0));
        deleted.started("agent", "orders");
        deleted.intent();
        deleted.ended("done", 0);
        beat(KEY, kept.kept(true), deleted.kept(true));

        JsonNode finding = found("session-missing");
        assertThat(finding.at("/class_uid").asInt()).isEqualTo(2004);
        assertThat(finding.at("/finding_info/title").asString())
                .isEqualTo("1 session(s) of gateway " + gateway + " are not in the log as they were there; the first: "
                        + deleted.id + ", nothing of it is stored");
        JsonNode session = finding.at("/unmapped/portcullis/sessions/0");
        assertThat(session.path("session").asString()).isEqualTo(deleted.id);
        assertThat(session.path("expected").asInt()).isEqualTo(3);
        assertThat(session.path("stored").asInt()).isZero();
        assertThat(finding.at("/unmapped/portcullis/sessions").size()).isEqualTo(1);

        // Said again with every beat, found once.
        beat(KEY, deleted.kept(true));
        untilJudged();
        assertThat(findings()).hasSize(1);
        beats();
    }

    @Test
    void eventsMissingAtTheEndOfASessionAndOthersInTheirPlaceAreFound() {
        Chain cut = new Chain("s");
        GATEWAY.emit(cut, cut.started("agent", "orders"));
        cut.intent();
        Chain exchanged = new Chain("s");
        byte[] other = new Chain(exchanged.id, exchanged.head).started("somebody", "orders");
        exchanged.started("agent", "orders");
        GATEWAY.emit(exchanged, other);
        beat(KEY, cut.kept(false), exchanged.kept(false));

        JsonNode finding = found("session-missing");
        assertThat(finding.at("/unmapped/portcullis/sessions").toString())
                .contains(cut.id)
                .contains(exchanged.id);
        assertThat(finding.at("/unmapped/portcullis/count").asInt()).isEqualTo(2);
        beats();
    }

    @Test
    void whatIsOnlyLateIsNotRaisedHoweverLate() {
        Chain late = new Chain("s");
        byte[] started = late.started("agent", "orders");
        SERVER.pauseIngestion();
        SECOND.pauseIngestion();
        beat(KEY, late.kept(false));
        GATEWAY.emit(late, started);
        pause(GRACE.multipliedBy(3));
        SERVER.resumeIngestion();
        SECOND.resumeIngestion();
        beat(KEY, late.kept(false));

        untilJudged();
        assertThat(findings()).isEmpty();
        beats();
    }

    @Test
    void whatWasRaisedIsTakenBackWhenItComes() {
        Chain late = new Chain("s");
        byte[] started = late.started("agent", "orders");
        beat(KEY, late.kept(false));
        found("session-missing");
        GATEWAY.emit(late, started);

        JsonNode closed = found("session-found");
        assertThat(closed.at("/type_uid").asInt()).isEqualTo(200403);
        assertThat(closed.at("/unmapped/portcullis/sessions/0/session").asString())
                .isEqualTo(late.id);
        assertThat(SERVER.jdbc()
                        .queryForObject("SELECT count(*) FROM chain_claim WHERE chain_id = ?", Integer.class, late.id))
                .isZero();
        beats();
    }

    @Test
    void aHeartbeatThatIsForgedIsRefusedAndSaysNothing() {
        Chain invented = new Chain("s");
        invented.started("agent", "orders");
        Kept kept = invented.kept(false);
        SignerKey stranger = SignerKey.generate("gw");
        String unsigned = "";
        String edge = EDGE_KEY.sign(text(KEY, kept)).note();
        String altered = note(KEY, kept).replace(invented.id, "s-" + UUID.randomUUID());
        for (List<String> forged : List.of(
                List.of(unsigned, "it is not signed"),
                List.of(note(stranger, kept), "it is signed by no key that is known"),
                List.of(altered, "the signature of gw does not hold"),
                List.of(edge, "the key edge does not speak for this gateway"))) {
            GATEWAY.emit(own, own.heartbeat(gateway, forged.getFirst()));
            Eventually.until(
                    forged.getLast(),
                    () -> findings("heartbeat-refused").stream()
                            .anyMatch(finding -> finding.at("/unmapped/portcullis/reason")
                                    .asString()
                                    .equals(forged.getLast())));
        }
        untilJudged();
        assertThat(findings("session-missing")).isEmpty();
        assertThat(findings("heartbeat-refused")).hasSize(4);
        assertThat(SERVER.get("/actuator/prometheus", "operator").body()
                        + SECOND.get("/actuator/prometheus", "operator").body())
                .containsPattern("portcullis_heartbeats_total\\{result=\"refused\"\\} [1-9]");
    }

    @Test
    void aHeartbeatThatWasHeardBeforeSaysNothingWhenItIsSaidAgain() {
        Chain session = new Chain("s");
        GATEWAY.emit(session, session.started("agent", "orders"));
        String note = note(KEY, session.kept(false));
        GATEWAY.emit(own, own.heartbeat(gateway, note));
        GATEWAY.emit(own, own.heartbeat(gateway, note));
        JsonNode refused = found("heartbeat-refused");
        assertThat(refused.at("/unmapped/portcullis/reason").asString())
                .isEqualTo("what is signed is of another event");
        // Nor is it good in the name of another gateway of the same key.
        String other = "gw-" + UUID.randomUUID();
        GATEWAY.emit(own, own.heartbeat(other, note(KEY, session.kept(false))));
        Eventually.until(
                "it is refused as well",
                () -> findings("heartbeat-refused").size() == 2
                        || all("heartbeat-refused").stream()
                                .anyMatch(finding -> finding.toString().contains(other)));
    }

    @Test
    void aGatewayThatFallsSilentIsFoundOnceAndHeardAgain() {
        beat(KEY);
        JsonNode silent = found("heartbeat-overdue");
        assertThat(silent.at("/finding_info/title").asString()).contains(gateway);
        pause(GRACE);
        assertThat(findings("heartbeat-overdue")).hasSize(1);
        beat(KEY);
        found("heartbeat-again");
        beats();
        untilJudged();
        // One after the other: a machine that is slow may have let it be silent once more before its last word.
        assertThat(silences())
                .startsWith("heartbeat-overdue", "heartbeat-again")
                .hasSizeLessThanOrEqualTo(4);
        for (int i = 0; i < silences().size(); i++) {
            assertThat(silences().get(i)).isEqualTo(i % 2 == 0 ? "heartbeat-overdue" : "heartbeat-again");
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void aGatewayThatNeverSaysWhatItHasIsFoundHoweverOftenItSeemsToStart() {
        for (int i = 1; i <= 60 && findings("heartbeat-overdue").isEmpty(); i++) {
            Chain again = new Chain("gw-" + gateway);
            GATEWAY.emit(again, again.gatewayStarted(gateway, 1_785_672_000_000L + i));
            pause(Duration.ofMillis(500));
        }
        found("heartbeat-overdue");
    }

    @Test
    void aGatewayThatSaysItsLastWordIsNotMissedButOneWhoseStopNobodySignedIs() {
        last();
        Chain other = new Chain("gw-x");
        String unsigned = "gw-" + UUID.randomUUID();
        GATEWAY.emit(other, other.gatewayStarted(unsigned, 1_785_672_000_000L));
        GATEWAY.emit(other, other.event(Chain.newId(), "gateway.stopped", "\"gateway\":\"" + unsigned + "\"", ""));
        Eventually.until(
                "the other one is found",
                () -> all("heartbeat-overdue").stream()
                        .anyMatch(finding -> finding.toString().contains(unsigned)));
        untilJudged();
        assertThat(silences()).isEmpty();
        assertThat(findings()).isEmpty();
    }

    @Test
    void aGatewayThatWasKilledAndStartedAgainRaisesNothing() {
        Chain session = new Chain("s");
        GATEWAY.emit(session, session.started("agent", "orders"), session.intent());
        beat(KEY, session.kept(false));
        // Its journal held more; the session's end was never written.
        GATEWAY.emit(session, session.outcome(1));
        Chain again = new Chain("gw-" + gateway);
        GATEWAY.emit(again, again.gatewayStarted(gateway, 1_785_672_000_001L));
        // What its journal held of the chain before comes last.
        beat(KEY, session.kept(false));
        GATEWAY.emit(again, again.heartbeat(KEY, gateway, 1, false, List.of()));

        untilJudged();
        assertThat(findings()).isEmpty();
        GATEWAY.emit(again, again.heartbeat(KEY, gateway, 2, true, List.of()));
    }

    @Test
    void aKeyThatIsNoneStopsTheStart() {
        assertThatThrownBy(() -> AuditServer.start(PLACE, "--portcullis.audit.gateways.keys[0]=gw+00000000+AAAA"))
                .hasStackTraceContaining("not a gateway's public key");
    }

    private void beat(SignerKey key, Kept... kept) {
        GATEWAY.emit(own, own.heartbeat(key, gateway, ++beat, false, List.of(kept)));
    }

    private void last(Kept... kept) {
        GATEWAY.emit(own, own.heartbeat(KEY, gateway, ++beat, true, List.of(kept)));
    }

    /// So that it is not missed while other tests go on.
    private void beats() {
        last();
    }

    private String text(SignerKey key, Kept... kept) {
        String note = note(key, kept);
        return note.substring(0, note.lastIndexOf("\n\n") + 1);
    }

    private String note(SignerKey key, Kept... kept) {
        var place = new HeartbeatStatement.Place(own.id, own.head.seq() + 1, own.head.digest(), 1_785_672_000_123L);
        return new HeartbeatStatement(gateway, place, ++beat, 1, 1, false, List.of(kept))
                .sign(key)
                .note();
    }

    /// Everything that was sent is stored, and had its time.
    private void untilJudged() {
        Chain probe = new Chain("s");
        probe.started("probe", "orders");
        Chain prober = new Chain("gw-probe");
        String probing = "gw-" + UUID.randomUUID();
        GATEWAY.emit(prober, prober.heartbeat(KEY, probing, 1, true, List.of(probe.kept(true))));
        // What it names never comes: once that is found, all that was said before was judged.
        Eventually.until(
                "the probe is found",
                () -> all("session-missing").stream()
                        .anyMatch(finding -> finding.toString().contains(probe.id)));
    }

    private JsonNode found(String type) {
        Eventually.until("there is a " + type, () -> !findings(type).isEmpty());
        return findings(type).getFirst();
    }

    /// Those that are not about its silence: on a slow machine it may be silent for too long in any test.
    private List<JsonNode> findings() {
        return all("").stream()
                .filter(finding -> finding.toString().contains(gateway))
                .filter(finding -> !isOfSilence(type(finding)))
                .toList();
    }

    /// The others, by their types.
    private List<String> silences() {
        return all("").stream()
                .filter(finding -> finding.toString().contains(gateway))
                .map(HeartbeatsIT::type)
                .filter(HeartbeatsIT::isOfSilence)
                .toList();
    }

    private static boolean isOfSilence(String type) {
        return type.equals("heartbeat-overdue") || type.equals("heartbeat-again");
    }

    private static String type(JsonNode finding) {
        return finding.at("/finding_info/types/1").asString();
    }

    private List<JsonNode> findings(String type) {
        return all(type).stream()
                .filter(finding -> finding.toString().contains(gateway))
                .toList();
    }

    private static List<JsonNode> all(String type) {
        return SERVER
                .jdbc()
                .query(
                        "SELECT body FROM event WHERE kind = 'integrity.finding' ORDER BY seq",
                        (row, _) -> JSON.readTree(new String(row.getBytes(1), StandardCharsets.UTF_8)))
                .stream()
                .filter(finding -> type.isEmpty()
                        || finding.at("/finding_info/types").toString().contains("\"" + type + "\""))
                .toList();
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
