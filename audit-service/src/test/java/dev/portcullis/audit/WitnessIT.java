// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.audit.TestWitness.Mode;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.TlogProof;
import dev.portcullis.merkle.WitnessKey;
import dev.portcullis.merkle.WitnessPolicy;
import dev.portcullis.testing.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/// Three witnesses, two of which must have seen a checkpoint.
class WitnessIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final List<TestWitness> WITNESSES =
            List.of(new TestWitness("w.example/1"), new TestWitness("w.example/2"), new TestWitness("w.example/3"));
    private static final AuditServer SERVER = AuditServer.start(AuditServer.Place.create(BROKER), configuration());
    private static final Gateway GATEWAY = new Gateway(BROKER);

    private static String[] configuration() {
        List<String> settings = new ArrayList<>(List.of(
                "--portcullis.audit.witnesses.quorum=2",
                "--portcullis.audit.witnesses.interval=200ms",
                "--portcullis.audit.witnesses.alarm-after=3s"));
        for (int i = 0; i < WITNESSES.size(); i++) {
            String prefix = "--portcullis.audit.witnesses.list[" + i + "].";
            settings.add(prefix + "name=" + WITNESSES.get(i).name);
            settings.add(prefix + "url=" + WITNESSES.get(i).url());
            settings.add(prefix + "vkey=" + WITNESSES.get(i).vkey());
        }
        return settings.toArray(String[]::new);
    }

    @BeforeAll
    static void watch() {
        String vkey = SERVER.get("/v1/log/vkey", "auditor").body();
        WITNESSES.forEach(witness -> witness.watch(vkey));
    }

    @AfterEach
    void behaveAgain() {
        WITNESSES.forEach(witness -> witness.mode = Mode.HONEST);
        awaitAllSee(grow());
    }

    @AfterAll
    static void close() {
        GATEWAY.close();
        SERVER.close();
        WITNESSES.forEach(TestWitness::close);
        BROKER.close();
    }

    /// Adds an event, and answers how large the log is with it.
    private static long grow() {
        Chain chain = new Chain("w");
        GATEWAY.emit(chain, chain.started("agent", "orders"));
        Eventually.until(
                "it is stored",
                () -> !SERVER.jdbc()
                        .queryForList("SELECT 1 FROM event WHERE chain_id = ?", chain.id)
                        .isEmpty());
        return SERVER.jdbc().queryForObject("SELECT size FROM tree_state", Long.class);
    }

    private static void awaitAllSee(long size) {
        Eventually.until(
                "all witnesses have seen " + size,
                () -> WITNESSES.stream().allMatch(witness -> witness.size() >= size) && witnessedSize() >= size);
    }

    private static String witnessed() {
        return SERVER.get("/v1/log/checkpoint/witnessed", "auditor").body();
    }

    private static long witnessedSize() {
        String note = witnessed();
        return note.startsWith("log.example/test\n") ? Long.parseLong(note.split("\n", -1)[1]) : -1;
    }

    private static WitnessPolicy policy(int quorum) throws NoteException {
        List<WitnessKey> keys = new ArrayList<>();
        for (TestWitness witness : WITNESSES) {
            keys.add(WitnessKey.parse(witness.vkey()));
        }
        return new WitnessPolicy(keys, quorum);
    }

    /// Column by column: whoever asks for the witness misses it, or the log says itself that it is damaged.
    @Test
    void anAlteredCosignatureIsFoundWhicheverColumnItIs() throws NoteException {
        awaitAllSee(grow());
        JdbcTemplate superuser = SERVER.place.superuser();
        long size = witnessedSize();
        String name = WITNESSES.getFirst().name;
        policy(WITNESSES.size()).require(witnessed());
        List<String> columns = superuser.queryForList(
                "SELECT column_name FROM information_schema.columns"
                        + " WHERE table_schema = 'audit' AND table_name = 'cosignature'",
                String.class);
        // An honest one would cosign again, as soon as the service finds that it has not.
        WITNESSES.getFirst().mode = Mode.DOWN;
        superuser.execute("ALTER TABLE cosignature DISABLE TRIGGER ALL");
        superuser.execute("CREATE TABLE said AS SELECT * FROM cosignature WHERE size = " + size + " AND witness = '"
                + name + "'");
        String at = superuser.queryForObject(
                "SELECT ctid::text FROM cosignature WHERE size = ? AND witness = ?", String.class, size, name);
        for (String column : columns) {
            String other = switch (column) {
                case "size" -> "0";
                case "cosigned_at" -> "cosigned_at + interval '1 microsecond'";
                case "line" -> "overlay(line placing 'AAAA' from length(line) - 20)";
                default -> column + " || 'x'";
            };
            String set = "UPDATE cosignature SET " + column + " = %s WHERE ctid = '%s' RETURNING ctid::text";
            at = superuser.queryForObject(set.formatted(other, at), String.class);
            HttpResponse<String> answer = SERVER.get("/v1/log/checkpoint/witnessed", "auditor");
            if (answer.statusCode() == 200) {
                assertThatThrownBy(() -> policy(WITNESSES.size()).require(answer.body()))
                        .as(column)
                        .isInstanceOf(NoteException.class)
                        .hasMessageContaining(name);
            } else {
                assertThat(answer.body()).as(column).contains("what witness " + name);
            }
            at = superuser.queryForObject(set.formatted("(SELECT " + column + " FROM said)", at), String.class);
        }
        superuser.execute("DROP TABLE said");
        superuser.execute("ALTER TABLE cosignature ENABLE TRIGGER ALL");
        assertThat(columns).hasSize(5);
        policy(WITNESSES.size()).require(witnessed());
    }

    private static List<String> findings(String words) {
        return SERVER
                .jdbc()
                .queryForList(
                        "SELECT convert_from(body, 'UTF8') FROM event"
                                + " WHERE chain_id = 'svc-audit' AND kind = 'integrity.finding'",
                        String.class)
                .stream()
                .filter(event -> event.contains(words))
                .toList();
    }

    @Test
    void allSeeTheLogGrowAndTheirWordGoesWithTheCheckpoint() throws Exception {
        Chain chain = new Chain("w");
        String id = Chain.newId();
        GATEWAY.emit(chain, chain.event(id, "session.started", "\"connection\":\"orders\"", ""));
        Eventually.until(
                "it is stored",
                () -> SERVER.get("/v1/log/proofs/" + id, "auditor").statusCode() == 200);
        awaitAllSee(SERVER.jdbc().queryForObject("SELECT size FROM tree_state", Long.class));
        policy(2).require(witnessed());
        String proof = SERVER.get("/v1/log/proofs/" + id, "auditor").body();
        policy(2).require(TlogProof.parse(proof).checkpoint().note());
        byte[] zip = SERVER.evidence("{\"from\":\"2026-08-01T00:00:00Z\",\"to\":\"2026-08-01T00:00:01Z\"}", "auditor")
                .body();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            while (!in.getNextEntry().getName().equals("checkpoint")) {
                in.closeEntry();
            }
            policy(3).require(new String(in.readAllBytes(), UTF_8));
        }
    }

    @Test
    void oneThatLiesOrTalksTooMuchIsNotCountedAndNotMissed() throws Exception {
        for (Mode mode : List.of(Mode.LYING, Mode.TALKATIVE, Mode.STALLING, Mode.DOWN)) {
            WITNESSES.get(2).mode = mode;
            long size = grow();
            Eventually.until("two have seen it", () -> witnessedSize() >= size);
            policy(2).require(witnessed());
            assertThat(SERVER.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM cosignature WHERE witness = 'w.example/3' AND size >= ?",
                                    Integer.class,
                                    size))
                    .isZero();
        }
    }

    @Test
    void withoutAQuorumEventsAreStoredAndThereIsOneAlarmForAllInstances() throws InterruptedException {
        int before = findings("witness-quorum").size();
        WITNESSES.get(1).mode = Mode.DOWN;
        WITNESSES.get(2).mode = Mode.DOWN;
        long size = grow();
        Eventually.until(
                "the alarm is in the log", () -> findings("witness-quorum").size() == before + 1);
        assertThat(witnessedSize()).isLessThan(size);
        assertThat(grow()).isGreaterThan(size);
        String health = SERVER.get("/actuator/health", "operator").body();
        assertThat(health)
                .contains("\"alarm\":true", "it says 503", "\"quorum\":2")
                .doesNotContain("\"DOWN\"");
        assertThat(SERVER.get("/actuator/prometheus", "operator").body())
                .contains("portcullis_witness_quorum_age_seconds")
                .contains("portcullis_witness_seen{witness=\"w.example/2\"} 0.0");
        try (AuditServer another = AuditServer.start(SERVER.place, configuration())) {
            Eventually.until(
                    "one that starts now knows how long there has been none",
                    () -> another.get("/actuator/health", "operator").body().contains("\"alarm\":true"));
            // Longer than it takes to raise an alarm of its own.
            Thread.sleep(Duration.ofSeconds(4));
            assertThat(findings("witness-quorum")).hasSize(before + 1);
        }
        WITNESSES.forEach(witness -> witness.mode = Mode.HONEST);
        Eventually.until("they see it again", () -> witnessedSize() > size);
        assertThat(findings("witness-quorum")).hasSize(before + 1);
    }

    @Test
    void oneThatForgotIsToldAgainFromWhereItIs() {
        WITNESSES.getFirst().remember(0, new byte[32]);
        awaitAllSee(grow());
    }

    @Test
    void oneThatSawAnotherHistoryOrALargerOneIsAFinding() {
        TestWitness first = WITNESSES.getFirst();
        long size = grow();
        awaitAllSee(size);
        first.remember(first.size(), new byte[32]);
        grow();
        Eventually.until("the fork is found", () -> findings("another history").size() == 1);
        assertThat(findings("witness-contradiction").getFirst()).contains("w.example/1", "\"class_uid\":2004");
        first.remember(size + 1_000_000, new byte[32]);
        grow();
        Eventually.until(
                "the witness is ahead",
                () -> SERVER.get("/actuator/health", "operator").body().contains("which has only"));
        first.remember(0, new byte[32]);
    }

    @Test
    void followsNoRedirect() {
        try (TestWitness elsewhere = new TestWitness("w.example/elsewhere")) {
            TestWitness first = WITNESSES.getFirst();
            first.redirectTo(elsewhere);
            first.mode = Mode.REDIRECTING;
            int asked = first.asked.get();
            grow();
            Eventually.until("it was asked", () -> first.asked.get() > asked + 1);
            assertThat(elsewhere.asked.get()).isZero();
            first.mode = Mode.HONEST;
        }
    }

    @Test
    void thereIsNoWitnessedCheckpointForOthersThanAuditors() {
        assertThat(SERVER.get("/v1/log/checkpoint/witnessed", "operator").statusCode())
                .isEqualTo(403);
        assertThat(SERVER.get("/v1/log/checkpoint/witnessed", "auditor").statusCode())
                .isEqualTo(200);
    }
}
