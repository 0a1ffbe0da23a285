// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// The one row that every change locks: the version of the whole set, and the head of the audit chain.
@Entity
@Table(name = "feed_state")
class FeedState {

    static final short ONLY = 1;

    @Id
    private short id = ONLY;

    private long setVersion;
    private long auditSequence;
    private String auditHead = "";

    /// For JPA.
    protected FeedState() {}

    long setVersion() {
        return setVersion;
    }

    long nextSetVersion() {
        return ++setVersion;
    }

    long nextAuditSequence() {
        return ++auditSequence;
    }

    String auditHead() {
        return auditHead;
    }

    void moveAuditHead(String hash) {
        auditHead = hash;
    }
}
