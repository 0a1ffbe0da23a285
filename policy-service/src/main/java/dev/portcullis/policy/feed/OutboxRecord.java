// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A record that waits to be published. Ids rise in the order of commits, because every writer holds the lock of
/// [FeedState].
@Entity
@Table(name = "outbox")
class OutboxRecord {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    private String topic = "";
    private String recordKey = "";
    private String headers = "";
    private byte[] value = {};
    private Instant createdAt = Instant.EPOCH;

    /// For JPA.
    protected OutboxRecord() {}

    OutboxRecord(String topic, String recordKey, String headers, byte[] value, Instant createdAt) {
        this.topic = topic;
        this.recordKey = recordKey;
        this.headers = headers;
        this.value = value.clone();
        this.createdAt = createdAt;
    }

    String topic() {
        return topic;
    }

    String recordKey() {
        return recordKey;
    }

    /// A JSON object of texts.
    String headers() {
        return headers;
    }

    byte[] value() {
        return value.clone();
    }

    Instant createdAt() {
        return createdAt;
    }
}
