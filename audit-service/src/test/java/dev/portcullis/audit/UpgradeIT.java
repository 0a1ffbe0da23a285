// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.audit.AuditServer.Place;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.LoggedLeaf;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.TreeFrontier;
import dev.portcullis.testing.KafkaBroker;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/// A database from before leaves were salted is taken over with what is in it.
class UpgradeIT {

    private static final String LAST_WITHOUT_SALTS = "15";
    private static final KafkaBroker BROKER = KafkaBroker.start();

    private final Place place = Place.create(BROKER);
    private final Chain chain = new Chain("before");
    private final TreeFrontier tree = new TreeFrontier();

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void goesOnBehindLeavesWithoutSaltsAndLetsBothKindsExpire() throws NoteException {
        migrateToTheLastWithoutSalts();
        byte[] old = chain.started("agent", "orders");
        store(old);
        store(chain.intent());

        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(BROKER)) {
            // A copy of what was stored before the upgrade is known, and no conflict.
            gateway.emit(chain, old, chain.outcome(1), chain.ended("done"));
            Eventually.until("the chain goes on", () -> count("chain_id = '" + chain.id + "'") == 4);
            assertThat(count("salt IS NULL")).isEqualTo(2);
            assertThat(proof(server, 1)).doesNotContain("\nextra ");
            assertThat(proof(server, 3)).contains("\nextra ");
            assertThat(count("kind = 'integrity.finding'")).isZero();
            assertSound(server);
        }
        try (AuditServer server = AuditServer.start(
                place, "--portcullis.audit.retention.events=1s", "--portcullis.audit.retention.every=300ms")) {
            Eventually.until(
                    "all of the chain has expired",
                    () -> count("kind = 'expired' AND chain_id = '" + chain.id + "'") == 4);
            assertThat(count("salt IS NOT NULL AND chain_id = '" + chain.id + "'"))
                    .isZero();
            assertSound(server);
        }
    }

    private void migrateToTheLastWithoutSalts() {
        Flyway.configure()
                .dataSource(place.postgres().jdbcUrl(place.database()), "audit_owner", AuditServer.OWNER_PASSWORD)
                .schemas("audit")
                .defaultSchema("audit")
                .createSchemas(false)
                .placeholders(Map.of("keep-events", "400d", "keep-recordings", "90d"))
                .target(LAST_WITHOUT_SALTS)
                .load()
                .migrate();
    }

    /// As the service stored it then.
    private void store(byte[] event) throws NoteException {
        LoggedLeaf leaf = LoggedLeaf.ofEvent(event, Salt.NONE);
        JdbcTemplate database = place.superuser();
        database.update(
                "INSERT INTO event (event_id, chain_id, seq, prev, kind, class_uid, occurred_at, body, body_sha256)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                leaf.entry().leafId(),
                leaf.columns().session(),
                leaf.columns().seq(),
                Digest.fromHex(leaf.columns().prev()).bytes(),
                leaf.columns().kind(),
                leaf.columns().classUid(),
                Timestamp.from(Instant.parse(leaf.columns().time())),
                event,
                Digest.sha256(event).bytes());
        database.update(
                "INSERT INTO log_leaf (leaf_index, event_id, leaf_hash) VALUES (?, ?, ?)",
                tree.size(),
                leaf.entry().leafId(),
                leaf.entry().leafHash().bytes());
        tree.append(leaf.entry().leafHash());
        database.update(
                "UPDATE tree_state SET size = ?, root = ?",
                tree.size(),
                tree.root().bytes());
    }

    private String proof(AuditServer server, int seq) {
        String id = place.superuser()
                .queryForObject(
                        "SELECT event_id FROM event WHERE chain_id = ? AND seq = ?", String.class, chain.id, seq);
        return server.get("/v1/log/proofs/" + id, "auditor").body();
    }

    private static void assertSound(AuditServer server) throws NoteException {
        LogReader auditor = new LogReader(server);
        assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
    }

    private int count(String which) {
        return place.superuser().queryForObject("SELECT count(*) FROM event WHERE " + which, Integer.class);
    }
}
