// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.AuditHeaders;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Puts what this service itself reports on the audit topic too, where SIEMs look for it. In order and at
/// least once; when they come back here, they are known already.
@Component
class OwnEventFeed {

    private static final Logger log = LoggerFactory.getLogger(OwnEventFeed.class);
    private static final int BATCH = 200;

    private record Own(long seq, ProducerRecord<String, byte[]> message) {}

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Producer<String, byte[]> producer;

    OwnEventFeed(JdbcTemplate jdbc, TransactionTemplate transaction, Producer<String, byte[]> producer) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.producer = producer;
    }

    @Scheduled(fixedDelayString = "${portcullis.audit.log.checkpoint-interval:1s}")
    void tick() {
        try {
            transaction.executeWithoutResult(_ -> publish());
        } catch (KafkaException | DataAccessException | TransactionException e) {
            log.atWarn().setCause(e).log("own events not published this time");
        }
    }

    private void publish() {
        // Skipped while another instance is at it.
        List<Long> published =
                jdbc.query("SELECT seq FROM own_events_published FOR UPDATE SKIP LOCKED", (row, _) -> row.getLong(1));
        if (published.isEmpty()) {
            return;
        }
        List<Own> next = jdbc.query(
                "SELECT event_id, seq, kind, occurred_at, body FROM event WHERE chain_id = ? AND chain_id <> '' AND seq > ?"
                        + " ORDER BY seq LIMIT ?",
                (row, _) -> new Own(row.getLong("seq"), message(row)),
                OwnChain.ID,
                published.getFirst(),
                BATCH);
        if (!next.isEmpty()) {
            await(next.stream().map(own -> producer.send(own.message())).toList());
            jdbc.update(
                    "UPDATE own_events_published SET seq = ?", next.getLast().seq());
        }
    }

    private static void await(List<? extends Future<?>> sent) {
        for (Future<?> one : sent) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new KafkaException("an own event could not be published", e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private static ProducerRecord<String, byte[]> message(ResultSet row) throws SQLException {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(Topics.AUDIT, OwnChain.ID, row.getBytes("body"));
        header(message, AuditHeaders.SPEC_VERSION, "1.0");
        header(message, AuditHeaders.ID, row.getString("event_id"));
        header(message, AuditHeaders.SOURCE, OwnChain.ID);
        header(message, AuditHeaders.TYPE, "dev.portcullis." + row.getString("kind"));
        header(
                message,
                AuditHeaders.TIME,
                row.getTimestamp("occurred_at").toInstant().toString());
        header(message, AuditHeaders.SUBJECT, OwnChain.ID);
        header(message, AuditHeaders.CONTENT_TYPE, "application/json");
        return message;
    }

    private static void header(ProducerRecord<String, byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
