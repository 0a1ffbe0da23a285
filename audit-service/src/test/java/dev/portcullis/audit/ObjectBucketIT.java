// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.Topics;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.testing.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/// Recordings in an object store, from their arrival to their expiry.
class ObjectBucketIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final String SEEN = "canary-5f1c";
    private static final String SWEEP = "ObjectSweep.run";
    private static final String SWEEP_ANY_AGE = "--portcullis.audit.objects.sweep-age=0s";

    private static S3Server s3;

    private final String prefix = "log-" + UUID.randomUUID() + "/";
    private final AuditServer.Place place = AuditServer.Place.create(BROKER);
    private final Chain chain = new Chain("bucket");

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start();
    }

    @AfterAll
    static void stop() {
        s3.close();
        BROKER.close();
    }

    @Test
    void keepsRecordingsInTheBucketSealedReplaysAndProvesThem() throws Exception {
        try (AuditServer server = server()) {
            record(1);
            stored(server, 1);

            assertThat(replay(server)).contains(SEEN);
            assertThat(mine()).hasSize(1).allMatch(key -> key.matches(prefix + "[0-9a-f]{32}/[0-9a-f]{64}"));
            byte[] bytes = s3.admin()
                    .getObjectAsBytes(request -> request.bucket(S3Server.BUCKET).key(mine().getFirst()))
                    .asByteArray();
            assertThat(bytes[0]).isEqualTo((byte) 1);
            assertThat(inTheTable()).isZero();
            LogReader auditor = new LogReader(server);
            assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
        }
    }

    @Test
    void readsWhatWasStoredInTheDatabaseBefore() throws Exception {
        try (AuditServer server = AuditServer.start(place)) {
            record(1);
            stored(server, 1);
        }
        try (AuditServer server = server()) {
            record(2);
            stored(server, 2);

            assertThat(replay(server).lines()).hasSize(2).allMatch(line -> line.contains(SEEN));
            assertThat(inTheTable()).isEqualTo(1);
            assertThat(mine()).hasSize(1);
        }
    }

    @Test
    void storesEventsWhileTheBucketIsAwayAndLosesNoRecording() throws Exception {
        try (AuditServer server = server()) {
            record(1);
            stored(server, 1);
            s3.stop();
            try {
                record(2);
                Chain other = new Chain("meanwhile");
                try (Gateway gateway = new Gateway(BROKER)) {
                    gateway.emit(other, other.started("agent", "orders"));
                }
                Eventually.until(
                        "the event is stored", () -> count(server, "event WHERE chain_id = '" + other.id + "'") == 1);
                Thread.sleep(Duration.ofSeconds(5));
                assertThat(count(server, "recording_chunk WHERE session_id = '" + chain.id + "'"))
                        .isEqualTo(1);
                assertThat(replay(server)).contains("cannot be fetched now").doesNotContain(SEEN);
            } finally {
                s3.resume();
            }
            stored(server, 2);
            assertThat(replay(server).lines()).hasSize(2).allMatch(line -> line.contains(SEEN));
        }
    }

    @Test
    void showsNothingThatWasExchangedInTheBucket() throws Exception {
        try (AuditServer server = server()) {
            record(1);
            stored(server, 1);
            String key = mine().getFirst();
            s3.admin()
                    .putObject(
                            request -> request.bucket(S3Server.BUCKET).key(key),
                            RequestBody.fromString("something else"));

            assertThat(replay(server))
                    .contains("is not the one that was logged")
                    .doesNotContain(SEEN);

            s3.admin().deleteObject(request -> request.bucket(S3Server.BUCKET).key(key));
            assertThat(replay(server))
                    .contains("is not the one that was logged")
                    .doesNotContain(SEEN);
            LogReader auditor = new LogReader(server);
            assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isNotInstanceOf(Verdict.Sound.class);
        }
    }

    @Test
    void removesExpiredRecordingsAndSweepsUpWhatCouldNotBeRemovedAndNothingElse() throws Exception {
        try (AuditServer server = server()) {
            record(1);
            stored(server, 1);
        }
        String kept = mine().getFirst();
        s3.admin()
                .putObject(
                        request -> request.bucket(S3Server.BUCKET).key(prefix + "0".repeat(32) + "/" + "1".repeat(64)),
                        RequestBody.fromString("of a transaction that was rolled back"));
        s3.admin()
                .putObject(
                        request -> request.bucket(S3Server.BUCKET).key("another-log/" + "1".repeat(64)),
                        RequestBody.fromString("somebody else's"));
        try (AuditServer server =
                server("--portcullis.audit.objects.sweep-age=0s", "--portcullis.audit.objects.sweep-every=300ms")) {
            Eventually.until(
                    "the orphan is gone", () -> s3.keys(prefix + "0".repeat(32)).isEmpty());
            assertThat(mine()).containsExactly(kept);
            assertThat(replay(server)).contains(SEEN);
            assertThat(s3.keys("another-log/")).hasSize(1);

            // As if the recording had expired and the removal of its bytes had got lost.
            place.superuser().execute("ALTER TABLE recording_chunk DISABLE TRIGGER ALL");
            place.superuser().update("UPDATE recording_chunk SET expired = true WHERE session_id = ?", chain.id);
            Eventually.until("it is swept up", () -> mine().isEmpty());
        }
    }

    @Test
    void neverSweepsWhatATransactionThatIsStillOpenMayKeep() throws Exception {
        try (AuditServer server = server(SWEEP_ANY_AGE);
                Connection other = place.connect("audit_owner", AuditServer.OWNER_PASSWORD)) {
            caughtUp(server);
            holdTheLog(other);
            record(1);
            Eventually.until("its bytes are put", () -> mine().size() == 1);
            List<String> put = mine();
            server.runScheduled(SWEEP);
            assertThat(mine()).as("swept while its transaction was open").isEqualTo(put);

            other.commit();
            stored(server, 1);
            server.runScheduled(SWEEP);
            assertThat(mine()).isEqualTo(put);
            assertThat(replay(server)).contains(SEEN);
        }
    }

    @Test
    void neverTakesBytesOfAnAttemptThatWasRolledBackForStored() throws Exception {
        try (AuditServer server = server(SWEEP_ANY_AGE);
                Connection other = place.connect("audit_owner", AuditServer.OWNER_PASSWORD)) {
            caughtUp(server);
            holdTheLog(other);
            record(1);
            Eventually.until("its bytes are put", () -> mine().size() == 1);
            List<String> orphan = mine();
            // It waits for the log's lock, and is ended there; the attempt after it waits there too.
            place.superuser()
                    .query(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE datname = ? AND usename = 'audit_app' AND wait_event_type = 'Lock'",
                            row -> {},
                            place.database());
            Eventually.until("they are put again", () -> mine().size() == 2);
            other.commit();
            stored(server, 1);

            server.runScheduled(SWEEP);
            assertThat(mine()).hasSize(1).doesNotContainAnyElementsOf(orphan);
            assertThat(replay(server)).contains(SEEN);
            LogReader auditor = new LogReader(server);
            assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
        }
    }

    /// What other tests left in Kafka is stored: it would wait for the lock before the test's own recording is looked
    /// at.
    private static void caughtUp(AuditServer server) {
        try (Gateway gateway = new Gateway(BROKER)) {
            for (String topic : List.of(Topics.AUDIT, Topics.RECORDING)) {
                int records = gateway.all(topic).size();
                Eventually.until(
                        topic + " is read to its end",
                        () -> server.jdbc()
                                        .queryForObject(
                                                "SELECT coalesce(sum(next_offset), 0) FROM kafka_offset WHERE topic = ?",
                                                Long.class,
                                                topic)
                                >= records);
            }
        }
    }

    /// Whoever stores a recording has put its bytes when it comes to this lock, and waits.
    private static void holdTheLog(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement lock = connection.createStatement()) {
            lock.execute("SELECT size FROM audit.tree_state FOR UPDATE");
        }
    }

    @Test
    void letsARecordingExpireWithItsBytes() throws Exception {
        try (AuditServer server =
                server("--portcullis.audit.retention.recordings=2s", "--portcullis.audit.retention.every=500ms")) {
            try (Gateway gateway = new Gateway(BROKER)) {
                gateway.emit(chain, chain.started("agent", "orders"), chain.ended("done", 1));
            }
            record(1);
            stored(server, 1);

            Eventually.until("its bytes are gone", () -> mine().isEmpty());
            assertThat(count(server, "recording_chunk WHERE session_id = '" + chain.id + "' AND expired"))
                    .isEqualTo(1);
            LogReader auditor = new LogReader(server);
            assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
        }
    }

    @Test
    void storesNothingWithTheWrongKeyAndDoesNotTellIt() throws Exception {
        List<String> settings = new ArrayList<>(List.of(s3.settings(prefix, "canary-wrong-secret")));
        try (AuditServer server = AuditServer.start(place, settings.toArray(String[]::new))) {
            record(1);
            Thread.sleep(Duration.ofSeconds(4));

            assertThat(count(server, "recording_chunk WHERE session_id = '" + chain.id + "'"))
                    .isZero();
            assertThat(s3.keys(prefix)).isEmpty();
        }
        try (AuditServer server = server()) {
            stored(server, 1);
            assertThat(replay(server)).contains(SEEN);
        }
    }

    @Test
    void takesAnEmptyNameForNoBucket() throws Exception {
        String[] leftEmpty = {
            "--portcullis.audit.objects.bucket=",
            "--portcullis.audit.objects.prefix=",
            "--portcullis.audit.objects.endpoint=",
            "--portcullis.audit.objects.access-key-file=",
            "--portcullis.audit.objects.secret-key-file="
        };
        try (AuditServer server = AuditServer.start(place, leftEmpty)) {
            record(1);
            stored(server, 1);
            assertThat(replay(server)).contains(SEEN);
            assertThat(inTheTable()).isEqualTo(1);
            assertThat(mine()).isEmpty();
        }
    }

    @Test
    void doesNotStartWithHalfOfWhatItNeeds() {
        for (List<String> settings : List.of(
                List.of("--portcullis.audit.objects.bucket=bucket"),
                List.of("--portcullis.audit.objects.bucket=Not_A_Bucket"),
                List.of(
                        "--portcullis.audit.objects.bucket=bucket", "--portcullis.audit.objects.prefix=a/",
                        "--portcullis.audit.objects.access-key-file=/none",
                                "--portcullis.audit.objects.secret-key-file=/none"),
                List.of("--portcullis.audit.objects.endpoint=http://s3.example"))) {
            assertThatThrownBy(() -> AuditServer.start(place, settings.toArray(String[]::new))
                            .close())
                    .as("%s", settings)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private AuditServer server(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(s3.settings(prefix)));
        settings.addAll(List.of(more));
        return AuditServer.start(place, settings.toArray(String[]::new));
    }

    private void record(int number) {
        try (Gateway gateway = new Gateway(BROKER)) {
            gateway.record(chain.id, chain.id.substring(3) + "." + number, number, "{\"v\":[\"" + SEEN + "\"]}\n");
        }
    }

    private void stored(AuditServer server, int number) {
        Eventually.until(
                "it is stored",
                () -> count(server, "recording_chunk WHERE session_id = '" + chain.id + "' AND number = " + number)
                        == 1);
    }

    private static int count(AuditServer server, String what) {
        return server.jdbc().queryForObject("SELECT count(*) FROM " + what, Integer.class);
    }

    /// The keys of the test's own session: a new database takes what other tests have left in Kafka as well.
    private List<String> mine() {
        return s3.keys(prefix + folder() + "/");
    }

    private String folder() {
        return Digest.sha256(chain.id.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
    }

    private int inTheTable() {
        return place.superuser()
                .queryForObject(
                        "SELECT count(*) FROM recording_object WHERE name LIKE ?", Integer.class, folder() + "/%");
    }

    private String replay(AuditServer server) {
        return server.get("/v1/sessions/" + chain.id + "/recording", "auditor").body();
    }
}
