// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.contracts.identity.ServiceSubjects;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
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

    private final ChangeStore store;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;
    private final List<ChangeListener> listeners;
    private final String version;

    ChangeLog(ChangeStore store, JsonMapper json, ApplicationEventPublisher events, List<ChangeListener> listeners) {
        this.store = store;
        this.json = json;
        this.events = events;
        this.listeners = List.copyOf(listeners);
        String built = ChangeLog.class.getPackage().getImplementationVersion();
        this.version = built == null ? "development" : built;
    }

    /// Records audit events only.
    public void record(AuditEvent event) {
        record(List.of(event), List.of());
    }

    /// Records audit events, in this order, and the new states they led to.
    public void record(List<AuditEvent> audit, List<Change> changes) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change is recorded in the transaction that makes it");
        }
        ChangeStore.Head head = store.lockHead(CHAIN);
        for (AuditEvent event : audit) {
            head = append(head, event);
        }
        store.move(CHAIN, head);
        for (Change change : changes) {
            store.append(
                    change.topic(),
                    change.key(),
                    Map.of(AuditHeaders.ID, change.eventId(), AuditHeaders.CONTENT_TYPE, "application/json"),
                    json.writeValueAsBytes(change.body()));
            listeners.forEach(listener -> listener.changed(change));
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

    private ChangeStore.Head append(ChangeStore.Head head, AuditEvent event) {
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
        store.append(Topics.AUDIT, CHAIN, headers, value);
        return new ChangeStore.Head(sequence, sha256(value));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
