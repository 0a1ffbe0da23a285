// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.audit.AuditHeaders;
import dev.portcullis.contracts.control.PolicyChanged;
import dev.portcullis.policy.security.Caller;
import dev.portcullis.policy.transactions.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes down what a change means to others, in the transaction that makes the change: if one is committed, so is
/// the other.
@Component
public class Feed {

    private final EntityManager entities;
    private final JsonMapper json;

    Feed(EntityManager entities, JsonMapper json) {
        this.entities = entities;
        this.json = json;
    }

    /// Makes this transaction the only one that changes anything, until it ends.
    public void lock() {
        Transactions.requireOne();
        state(LockModeType.PESSIMISTIC_WRITE);
    }

    /// The version of the whole set.
    public long version() {
        Transactions.requireOne();
        return state(LockModeType.NONE).setVersion();
    }

    /// Counts the version of the set up, and leaves one record for the gateways and one audit event.
    public void record(Change change, Caller caller) {
        Transactions.requireOne();
        FeedState state = state(LockModeType.PESSIMISTIC_WRITE);
        long version = state.nextSetVersion();
        PolicyChanged changed = new PolicyChanged(version, change.kind(), change.name(), change.at());
        entities.persist(new OutboxRecord(
                Topics.POLICY,
                change.kind() + "/" + change.name(),
                headers(Map.of(AuditHeaders.CONTENT_TYPE, "application/json")),
                json.writeValueAsBytes(changed),
                change.at()));
        AuditEvent event = AuditEvent.of(change, caller, state.nextAuditSequence(), version, state.auditHead());
        byte[] value = json.writeValueAsBytes(event.body());
        entities.persist(
                new OutboxRecord(Topics.AUDIT, AuditEvent.CHAIN, headers(event.headers()), value, change.at()));
        state.moveAuditHead(sha256(value));
    }

    private FeedState state(LockModeType lock) {
        FeedState state = entities.find(FeedState.class, FeedState.ONLY, lock);
        if (state == null) {
            throw new IllegalStateException("the row of feed_state is gone");
        }
        return state;
    }

    private String headers(Map<String, String> headers) {
        return json.writeValueAsString(headers);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
