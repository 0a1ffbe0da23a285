// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.approval.VoteRequest;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// One person's vote as it is stored: once, for ever.
@Entity
@Immutable
@Table(name = "vote")
class VoteRow implements Persistable<VoteRow.Key> {

    /// One vote per person and approval. A person is a subject of an issuer.
    @Embeddable
    record Key(UUID approvalId, String voterIssuer, String voterSubject) {}

    @EmbeddedId
    Key key;

    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> groups;

    boolean approve;
    String reason;
    String digest;

    @Nullable
    String idempotencyKey;

    @Column(name = "cast_at")
    Instant at;

    /// For Hibernate, which fills every field afterwards.
    @SuppressWarnings("NullAway.Init")
    protected VoteRow() {}

    VoteRow(UUID approval, Caller voter, Set<String> groups, VoteRequest vote, @Nullable String key, Instant at) {
        this.key = new Key(approval, voter.issuer(), voter.subject());
        this.groups = groups.stream().sorted().toList();
        this.approve = vote.approve();
        this.reason = vote.reason();
        this.digest = vote.digest();
        this.idempotencyKey = key;
        this.at = at;
    }

    boolean says(VoteRequest vote) {
        return approve == vote.approve() && reason.equals(vote.reason()) && digest.equals(vote.digest());
    }

    @Override
    public Key getId() {
        return key;
    }

    /// Votes are only ever added, so that a second one meets the primary key instead of replacing the first.
    @Override
    public boolean isNew() {
        return true;
    }
}
