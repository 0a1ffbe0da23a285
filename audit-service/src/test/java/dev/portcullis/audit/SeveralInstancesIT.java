// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.testing.KafkaBroker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/// Two instances on one log: neither loses nor repeats anything, whoever comes, goes or is thrown out.
class SeveralInstancesIT {

    private static final int SESSIONS = 60;
    private static final int EVENTS = 10;
    // One for each test: what one log publishes would be foreign to the next.
    private final KafkaBroker broker = KafkaBroker.start();

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void storesEachEventOnceWhilePartitionsChangeHands() throws NoteException {
        AuditServer.Place place = AuditServer.Place.create(broker);
        // Small batches, so that there is something to interrupt.
        String small = "--portcullis.audit.ingest.max-records=10";
        try (AuditServer first = AuditServer.start(place, small);
                Gateway gateway = new Gateway(broker)) {
            List<Chain> chains = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                chains.add(new Chain("s"));
            }
            emit(gateway, chains, EVENTS / 2);
            AuditServer second = AuditServer.start(place, small);
            emit(gateway, chains, EVENTS / 2);
            Eventually.until(
                    "the second instance has work",
                    () -> place.superuser()
                                    .queryForObject("SELECT count(*) FROM kafka_offset WHERE epoch > 1", Integer.class)
                            > 0);
            second.close();
            awaitEvents(first.jdbc(), SESSIONS * EVENTS);

            assertThat(findings(first.jdbc())).isZero();
            LogReader auditor = new LogReader(first);
            Verdict verdict = auditor.verify(auditor.checkpointOfNow(), List.of());
            assertThat(verdict).isInstanceOf(Verdict.Sound.class);
            assertThat(((Verdict.Sound) verdict).size()).isGreaterThanOrEqualTo(SESSIONS * EVENTS);
        }
    }

    @Test
    void startsOverFromTheDatabaseWhenTheConsumerIsThrownOut() {
        AuditServer.Place place = AuditServer.Place.create(broker);
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(broker)) {
            Chain chain = new Chain("fenced");
            gateway.emit(chain, chain.started("agent", "orders"));
            awaitEvents(server.jdbc(), chain.id, 1);
            // As if another instance had taken every partition over.
            place.superuser().update("UPDATE kafka_offset SET epoch = epoch + 1");
            gateway.emit(chain, chain.intent(), chain.ended("done"));
            awaitEvents(server.jdbc(), chain.id, 3);
            assertThat(findings(server.jdbc())).isZero();
        }
    }

    @Test
    void readsAgainWithoutStoringAgainWhenOffsetsWereLost() {
        AuditServer.Place place = AuditServer.Place.create(broker);
        Chain chain = new Chain("again");
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(broker)) {
            gateway.emit(chain, chain.started("agent", "orders"), chain.intent());
            awaitEvents(server.jdbc(), chain.id, 2);
        }
        long size = place.superuser().queryForObject("SELECT size FROM tree_state", Long.class);
        place.superuser().update("DELETE FROM kafka_offset");
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(broker)) {
            Chain marker = new Chain("marker");
            gateway.emit(marker, marker.intent());
            awaitEvents(server.jdbc(), marker.id, 1);
            Eventually.until(
                    "all partitions were read again",
                    () -> place.superuser().queryForObject("SELECT sum(next_offset) FROM kafka_offset", Long.class)
                            >= size);
            assertThat(server.jdbc().queryForObject("SELECT size FROM tree_state", Long.class))
                    .isEqualTo(size + 1);
        }
    }

    @Test
    void saysThatRecordsWereGoneBeforeTheyWereRead() {
        AuditServer.Place place = AuditServer.Place.create(broker);
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until(
                    "partitions are owned",
                    () -> server.jdbc().queryForObject("SELECT count(*) FROM kafka_offset", Integer.class) == 12);
        }
        place.superuser().update("UPDATE kafka_offset SET next_offset = 1000000 WHERE partition = 0");
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until("it is reported", () -> findings(server.jdbc()) == 2);
        }
    }

    private static void emit(Gateway gateway, List<Chain> chains, int each) {
        for (int i = 0; i < each; i++) {
            for (Chain chain : chains) {
                gateway.emit(chain, chain.intent());
            }
        }
    }

    private static void awaitEvents(JdbcTemplate jdbc, int count) {
        Eventually.until(
                count + " events are stored",
                () -> jdbc.queryForObject("SELECT count(*) FROM event WHERE chain_id LIKE 's-%'", Integer.class)
                        >= count);
    }

    private static void awaitEvents(JdbcTemplate jdbc, String chainId, int count) {
        Eventually.until(
                count + " events are stored",
                () -> jdbc.queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chainId)
                        >= count);
    }

    private static int findings(JdbcTemplate jdbc) {
        return jdbc.queryForObject("SELECT count(*) FROM event WHERE kind = 'integrity.finding'", Integer.class);
    }
}
