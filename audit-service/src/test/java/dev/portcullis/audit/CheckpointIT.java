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
        final long published;
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(BROKER)) {
            Chain chain = new Chain("s");
            gateway.emit(chain, chain.started("agent", "orders"), chain.intent(), chain.ended("done"));
            LogReader auditor = new LogReader(server);
            Eventually.until("all is signed and published", () -> largestPublished(gateway, auditor) >= 3);
            // At least once each: on a slow machine one is sent again before the first sending is known to have
            // arrived.
            assertThat(publishedSizes(gateway, auditor)).isSorted();
            published = largestPublished(gateway, auditor);
        }
        cutBackToTheFirstEvent(place.superuser());
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until(
                    "the fork is noticed",
                    () -> server.get("/actuator/health", "operator").body().contains("the log has only"));
            assertThat(server.get("/actuator/health", "operator").statusCode()).isEqualTo(503);
            // Any number of intervals later there is still nothing signed.
            Thread.sleep(1000);
            assertThat(server.jdbc().queryForObject("SELECT coalesce(max(size), 0) FROM checkpoint", Long.class))
                    .isLessThanOrEqualTo(1);
            // It goes on storing, past the size that was published: now there are two histories.
            try (Gateway gateway = new Gateway(BROKER)) {
                Chain fork = new Chain("fork");
                gateway.emit(
                        fork,
                        fork.started("agent", "orders"),
                        fork.intent(),
                        fork.outcome(1),
                        fork.intent(),
                        fork.refused());
                Eventually.until(
                        "the log has grown past it",
                        () -> server.jdbc().queryForObject("SELECT size FROM tree_state", Long.class) > published);
            }
        }
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until(
                    "the fork is noticed",
                    () -> server.get("/actuator/health", "operator")
                            .body()
                            .contains("the log differs from the checkpoint published at size " + published));
        }
    }

    private static void cutBackToTheFirstEvent(JdbcTemplate superuser) {
        superuser.execute("""
                SET session_replication_role = replica;
                DELETE FROM event WHERE event_id IN (SELECT event_id FROM log_leaf WHERE leaf_index >= 1);
                DELETE FROM log_leaf WHERE leaf_index >= 1;
                DELETE FROM checkpoint WHERE size > 1;
                UPDATE tree_state SET size = 1, root = (SELECT leaf_hash FROM log_leaf)""");
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
