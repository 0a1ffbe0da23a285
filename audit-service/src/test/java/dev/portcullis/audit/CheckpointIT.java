// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Topics;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.testing.KafkaBroker;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/// Checkpoints are published, and a log that no longer continues them is not signed.
class CheckpointIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();

    @AfterAll
    static void close() {
        BROKER.close();
    }

    @Test
    void refusesToSignALogThatWasRestoredFromABackup() throws NoteException, InterruptedException {
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        long published;
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(BROKER)) {
            Chain chain = new Chain("s");
            gateway.emit(chain, chain.started("agent", "orders"), chain.intent(), chain.ended("done"));
            LogReader auditor = new LogReader(server);
            Eventually.until("all is signed and published", () -> largestPublished(gateway, auditor) >= 3);
            assertThat(publishedSizes(gateway, auditor)).isSorted().doesNotHaveDuplicates();
            published = largestPublished(gateway, auditor);
        }
        cutBack(place.superuser(), published - 2);
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until(
                    "the fork is noticed",
                    () -> server.get("/actuator/health", "operator").body().contains("the log has only"));
            assertThat(server.get("/actuator/health", "operator").statusCode()).isEqualTo(503);
            // Any number of intervals later there is still nothing signed.
            Thread.sleep(1000);
            assertThat(server.jdbc().queryForObject("SELECT coalesce(max(size), 0) FROM checkpoint", Long.class))
                    .isLessThanOrEqualTo(published - 2);
        }
    }

    private static void cutBack(JdbcTemplate superuser, long size) {
        superuser.execute(
                "SET session_replication_role = replica; DELETE FROM event WHERE event_id IN (SELECT event_id FROM log_leaf WHERE leaf_index >= "
                        + size + "); DELETE FROM log_leaf WHERE leaf_index >= " + size
                        + "; DELETE FROM checkpoint WHERE size > " + size
                        + "; UPDATE tree_state SET size = " + size
                        + ", root = coalesce((SELECT root FROM checkpoint WHERE size = " + size
                        + "), '\\x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')");
    }

    private static long largestPublished(Gateway gateway, LogReader auditor) {
        return publishedSizes(gateway, auditor).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static List<Long> publishedSizes(Gateway gateway, LogReader auditor) {
        return gateway.all(Topics.CHECKPOINT).stream()
                .map(published -> auditor.sizeOf(new String(published.value(), UTF_8)))
                .toList();
    }
}
