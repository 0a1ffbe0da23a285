// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.portcullis.merkle.evidence.BundleHeader;
import dev.portcullis.merkle.evidence.BundleVerifier;
import dev.portcullis.merkle.evidence.BundleVerifier.Verdict;
import dev.portcullis.testing.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/// Bundles of evidence as an auditor gets them, from a real log.
class EvidenceIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final AuditServer SERVER =
            AuditServer.start(AuditServer.Place.create(BROKER), "--portcullis.audit.evidence.most-events=40");
    private static final Gateway GATEWAY = new Gateway(SERVER.place.kafka());
    private static final String RUN = Chain.newId();
    private static final String ALICE = "alice-" + RUN;
    private static final Chain SESSION = new Chain("ev");
    private static final Chain OTHER = new Chain("ev");
    private static final Chain OLD = new Chain("ev");
    private static final Chain POLICY = new Chain("svc-policy");
    private static final Chain APPROVAL = new Chain("svc-approval");
    private static final String GRANT = "\"grantId\":\"g-" + RUN + "\",\"requester\":\"" + ALICE
            + "\",\"connection\":\"orders\",\"breakGlass\":false,\"approvalId\":\"a-" + RUN + "\"";
    private static final String VOTE = "\"approvalId\":\"a-" + RUN + "\",\"approvalKind\":\"GRANT\",\"requester\":\""
            + ALICE + "\",\"connection\":\"orders\"";

    @TempDir
    Path folder;

    @BeforeAll
    static void record() {
        GATEWAY.emit(
                POLICY,
                policy("2024-01-01T00:00:00Z", "old-" + RUN, 3),
                policy("2024-02-01T00:00:00Z", "old-" + RUN, 4),
                policy("2025-03-02T00:00:00Z", "new-" + RUN, 1));
        GATEWAY.emit(
                APPROVAL,
                at("2025-02-01T00:00:00Z", APPROVAL, "grant.requested", GRANT + ",\"state\":\"REQUESTED\"", ""),
                at(
                        "2025-02-01T00:00:01Z",
                        APPROVAL,
                        "approval.voted",
                        VOTE + ",\"state\":\"APPROVED\",\"approve\":true,\"person\":\"bob\"",
                        ""),
                at("2025-02-01T00:00:02Z", APPROVAL, "grant.changed", GRANT + ",\"state\":\"ACTIVE\"", ""),
                key("2025-02-01T00:00:03Z", "past", "2025-02-02T00:00:00Z"),
                key("2025-02-28T00:00:00Z", "good", "2025-03-03T00:00:00Z"),
                at(
                        "2025-03-05T00:00:00Z",
                        APPROVAL,
                        "grant.changed",
                        GRANT + ",\"state\":\"ENDED\",\"by\":\"bob\"",
                        ""));
        GATEWAY.emit(
                SESSION,
                started("2025-03-02T08:00:00Z", SESSION, ALICE),
                at(
                        "2025-03-02T08:00:01Z",
                        SESSION,
                        "command.refused",
                        "\"refusal\":\"<script>alert(1)</script>\\u202e\"",
                        ""),
                at(
                        "2025-03-02T08:00:02Z",
                        SESSION,
                        "command.outcome",
                        "\"ending\":\"COMPLETED\",\"masked\":[\"email hash\"]",
                        ""));
        GATEWAY.emit(OTHER, started("2025-03-02T09:00:00Z", OTHER, "zoe-" + RUN));
        GATEWAY.emit(OLD, started("2025-02-27T00:00:00Z", OLD, ALICE));
        Eventually.until(
                "all is stored",
                () -> SERVER.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM event WHERE occurred_at < '2025-04-01' AND chain_id IN (?, ?, ?, ?, ?)",
                                        Integer.class,
                                        SESSION.id,
                                        OTHER.id,
                                        OLD.id,
                                        POLICY.id,
                                        APPROVAL.id)
                        == 14);
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        SERVER.close();
        BROKER.close();
    }

    private static byte[] at(String time, Chain chain, String kind, String unmapped, String fields) {
        return chain.retimed(
                chain.event(Chain.newId(), kind, unmapped, fields),
                Instant.parse(time).toEpochMilli());
    }

    private static byte[] started(String time, Chain chain, String subject) {
        return chain.retimed(
                chain.started(subject, "orders"), Instant.parse(time).toEpochMilli());
    }

    private static byte[] key(String time, String name, String expires) {
        return at(
                time,
                APPROVAL,
                "key.issued",
                "\"keyId\":\"" + name + "-" + RUN + "\",\"connection\":\"orders\",\"requester\":\"" + ALICE
                        + "\",\"expiresAt\":\"" + expires + "\"",
                "");
    }

    private static byte[] policy(String time, String name, int version) {
        return at(
                time,
                POLICY,
                "policy.changed",
                "\"documentVersion\":" + version,
                "\"entity\":{\"uid\":\"policy/" + name + "\"},\"entity_result\":{\"uid\":\"policy/" + name + "\"},");
    }

    private static String march(String identity) {
        return "{\"from\":\"2025-03-01T00:00:00Z\",\"to\":\"2025-04-01T00:00:00Z\",\"identity\":\"" + identity + "\"}";
    }

    private BundleHeader sound(byte[] zip) throws Exception {
        Path file = Files.write(folder.resolve("bundle.zip"), zip);
        Verdict verdict = new BundleVerifier(new LogReader(SERVER).key()).verify(file);
        assertThat(verdict).isInstanceOf(Verdict.Sound.class);
        return ((Verdict.Sound) verdict).header();
    }

    private static String file(byte[] zip, String name) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(in.readAllBytes(), UTF_8);
                }
            }
        }
        throw new AssertionError(name);
    }

    private static List<String> reads() {
        return SERVER
                .jdbc()
                .queryForList(
                        "SELECT convert_from(body, 'UTF8') FROM event WHERE chain_id = 'svc-audit' AND kind = 'record.read' ORDER BY seq",
                        String.class)
                .stream()
                .filter(event -> event.contains("\"operation\":\"evidence\""))
                .toList();
    }

    @Test
    void holdsWhatHappenedAndWhatStillHeldWhenThePeriodBegan() throws Exception {
        HttpResponse<byte[]> answer = SERVER.evidence(march(""), "auditor");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
        BundleHeader header = sound(answer.body());
        assertThat(header.events()).isEqualTo(12);
        assertThat(header.requestedBy()).isEqualTo("the-auditor");
        assertThat(header.bounds().events()).isEqualTo(40);
        String tables = file(answer.body(), "tables.json");
        assertThat(tables)
                .contains(
                        "[\"" + ALICE + "\",\"orders\",\"2025-02-01T00:00:02Z\",\"bob\",\"1\",\"2025-03-05T00:00:00Z\"")
                .contains("\"policy/old-" + RUN + "\",\"4\"", "\"policy/new-" + RUN + "\",\"1\"")
                .doesNotContain("\"policy/old-" + RUN + "\",\"3\"")
                .contains(SESSION.id, OTHER.id, OLD.id)
                .contains("[\"orders\",\"email hash\",\"1\"]")
                .contains("[\"good-" + RUN + "\",\"" + ALICE + "\",\"orders\"")
                .doesNotContain("past-" + RUN);
        assertThat(file(answer.body(), "report.html"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script", "\u202e");
    }

    @Test
    void holdsOneIdentityOnlyIfAskedTo() throws Exception {
        byte[] bundle = SERVER.evidence(march(ALICE), "auditor").body();
        assertThat(sound(bundle).identity()).isEqualTo(ALICE);
        String tables = file(bundle, "tables.json");
        assertThat(tables)
                .contains(SESSION.id, "g-" + RUN, "good-" + RUN, "policy/new-" + RUN)
                .doesNotContain(OTHER.id, "zoe-");
        byte[] nobody = SERVER.evidence(march("nobody"), "auditor").body();
        assertThat(file(nobody, "tables.json"))
                .contains("policy/new-" + RUN)
                .doesNotContain(SESSION.id, "good-" + RUN, ALICE);
    }

    @Test
    void recordsTheRequestWithWhatItSelectedBeforeItAnswers() throws Exception {
        int before = reads().size();
        BundleHeader header = sound(SERVER.evidence(march(ALICE), "auditor").body());
        assertThat(reads()).hasSize(before + 1);
        assertThat(reads().getLast())
                .contains("the-auditor", header.id(), header.citations(), "\"events\":" + header.events(), ALICE);
    }

    @Test
    void refusesMoreThanItsBoundsAndSaysSo() throws Exception {
        Chain many = new Chain("many");
        byte[][] events = new byte[41][];
        for (int i = 0; i < events.length; i++) {
            events[i] = at("2025-06-01T00:00:00Z", many, "command.intent", "\"a\":1", "");
        }
        GATEWAY.emit(many, events);
        Eventually.until(
                "all are stored",
                () -> SERVER.jdbc()
                                .queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, many.id)
                        == 41);
        int before = reads().size();
        HttpResponse<byte[]> answer =
                SERVER.evidence("{\"from\":\"2025-05-31T00:00:00Z\",\"to\":\"2025-06-02T00:00:00Z\"}", "auditor");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), UTF_8))
                .contains("problems/invalid", "more than 40 events", "Nothing was exported");
        HttpResponse<byte[]> years =
                SERVER.evidence("{\"from\":\"2024-01-01T00:00:00Z\",\"to\":\"2025-06-02T00:00:00Z\"}", "auditor");
        assertThat(new String(years.body(), UTF_8)).contains("at most 400 days");
        assertThat(reads()).hasSize(before);
    }

    @Test
    void takesNoNonsense() throws Exception {
        for (String question : List.of(
                "{}",
                "{\"from\":\"2025-03-01T00:00:00Z\",\"to\":\"2025-03-01T00:00:00Z\"}",
                "{\"from\":\"2025-03-01T00:00:00Z\",\"to\":\"2099-03-01T00:00:00Z\"}",
                "{\"from\":\"yesterday\"}",
                "{\"from\":\"2026-11-01T00:00:00Z\",\"identity\":\"a\\u0000b\"}",
                "no json")) {
            assertThat(SERVER.evidence(question, "auditor").statusCode())
                    .as(question)
                    .isEqualTo(400);
        }
    }

    @Test
    void isForAuditorsOnly() throws Exception {
        int before = reads().size();
        for (String role : List.of("operator", "policy-admin", "approver", "agent", "developer", "service")) {
            assertThat(SERVER.evidence(march(""), role).statusCode()).as(role).isEqualTo(403);
        }
        assertThat(reads()).hasSize(before);
    }

    @Test
    void breaksOffRatherThanHandOutAnEventThatWasAltered() throws Exception {
        Chain victim = new Chain("victim");
        GATEWAY.emit(victim, started("2025-09-02T00:00:00Z", victim, ALICE));
        Eventually.until(
                "it is stored",
                () -> !SERVER.jdbc()
                        .queryForList("SELECT 1 FROM event WHERE chain_id = ?", victim.id)
                        .isEmpty());
        String september = "{\"from\":\"2025-09-01T00:00:00Z\",\"to\":\"2025-10-01T00:00:00Z\"}";
        sound(SERVER.evidence(september, "auditor").body());
        JdbcTemplate superuser = SERVER.place.superuser();
        superuser.execute("ALTER TABLE event DISABLE TRIGGER event_is_final");
        superuser.update(
                "UPDATE event SET body = convert_to(replace(convert_from(body, 'UTF8'), 'orders', 'secret'), 'UTF8') WHERE chain_id = ?",
                victim.id);
        superuser.execute("ALTER TABLE event ENABLE TRIGGER event_is_final");
        assertThatIOException().isThrownBy(() -> SERVER.evidence(september, "auditor"));
    }
}
