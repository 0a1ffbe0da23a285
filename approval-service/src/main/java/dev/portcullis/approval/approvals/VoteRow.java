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

    /// The person who voted.
    String person;

    /// Whose word it is: the voter's own, or that of somebody who lent it to them. Each word counts once.
    String seat;

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

    VoteRow(UUID approval, Caller voter, Eligibility.Seat seat, VoteRequest vote, @Nullable String key, Instant at) {
        this.key = new Key(approval, voter.issuer(), voter.subject());
        this.person = seat.person();
        this.seat = seat.seat();
        this.groups = seat.groups().stream().sorted().toList();
        this.approve = vote.approve();
        this.reason = vote.reason();
        this.digest = vote.digest();
        this.idempotencyKey = key;
        this.at = at;
    }

    /// Whether somebody who would take this seat has had their say in it.
    boolean takes(Eligibility.Seat wanted) {
        return person.equals(wanted.person())
                || person.equals(wanted.seat())
                || seat.equals(wanted.person())
                || seat.equals(wanted.seat());
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
