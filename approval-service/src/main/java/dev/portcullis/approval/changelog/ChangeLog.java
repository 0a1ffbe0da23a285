// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.contracts.identity.ServiceSubjects;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/// Writes down what happened, in the transaction in which it happens: if the change is committed, so is its record, and
/// the other way round.
///
/// The chain's row stays locked until commit. Callers therefore lock what they change *before* they call this, never
/// after, which rules out deadlocks; and numbers, hashes and outbox ids follow the order of commits.
@Component
public final class ChangeLog {

    static final String CHAIN = ServiceSubjects.APPROVAL;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final String version;

    ChangeLog(JdbcClient jdbc, JsonMapper json, Clock clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.events = events;
        String built = ChangeLog.class.getPackage().getImplementationVersion();
        this.version = built == null ? "development" : built;
    }

    /// Records audit events only.
    public void record(AuditEvent event) {
        record(List.of(event), List.of());
    }

    /// Records audit events, in this order, and the new states they led to.
    public void record(List<AuditEvent> audit, List<ApprovalChanged> changes) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change is recorded in the transaction that makes it");
        }
        Head head = lockHead();
        for (AuditEvent event : audit) {
            head = append(head, event);
        }
        jdbc.sql("UPDATE audit_chain SET sequence = ?, head = ? WHERE id = ?")
                .params(head.sequence(), head.hash(), CHAIN)
                .update();
        for (ApprovalChanged change : changes) {
            insert(
                    Topics.APPROVAL,
                    change.approvalId(),
                    Map.of(AuditHeaders.ID, change.eventId(), AuditHeaders.CONTENT_TYPE, "application/json"),
                    json.writeValueAsBytes(change));
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                events.publishEvent(new Committed());
            }
        });
    }

    /// Said after a transaction that recorded something was committed.
    public record Committed() {}

    private record Head(long sequence, String hash) {}

    private Head lockHead() {
        return jdbc.sql("SELECT sequence, head FROM audit_chain WHERE id = ? FOR UPDATE")
                .param(CHAIN)
                .query((row, number) -> new Head(row.getLong(1), row.getString(2)))
                .single();
    }

    private Head append(Head head, AuditEvent event) {
        String uid = TimeOrderedIds.at(event.at()).toString();
        long sequence = head.sequence() + 1;
        byte[] value = json.writeValueAsBytes(event.linked(uid, CHAIN, sequence, head.hash(), version));
        Map<String, String> headers = Map.of(
                AuditHeaders.SPEC_VERSION,
                "1.0",
                AuditHeaders.ID,
                uid,
                AuditHeaders.SOURCE,
                "/portcullis/" + CHAIN,
                AuditHeaders.TYPE,
                "dev.portcullis." + event.kind().word(),
                AuditHeaders.TIME,
                event.at().toString(),
                AuditHeaders.SUBJECT,
                CHAIN,
                AuditHeaders.CONTENT_TYPE,
                "application/json");
        insert(Topics.AUDIT, CHAIN, headers, value);
        return new Head(sequence, sha256(value));
    }

    private void insert(String topic, String key, Map<String, String> headers, byte[] value) {
        jdbc.sql("INSERT INTO outbox (topic, record_key, headers, value, created_at) VALUES (?, ?, ?, ?, ?)")
                .params(topic, key, json.writeValueAsString(headers), value, Timestamp.from(clock.instant()))
                .update();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
