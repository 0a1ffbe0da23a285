// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalCommitment;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.identity.Identity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/// An approval as it is stored. Only state, times of decision and escalation, and version ever change; the
/// database refuses the rest.
@Entity
@Table(name = "approval")
class ApprovalRow implements Persistable<UUID> {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Id
    UUID id;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    @Column(updatable = false)
    ApprovalKind kind;

    @Column(updatable = false)
    String commandId;

    @Column(updatable = false)
    String digest;

    /// With the digest it makes the commitment that events name.
    @Column(updatable = false)
    byte[] salt;

    @Column(updatable = false)
    String connection;

    @Column(updatable = false)
    String sessionId;

    @Column(updatable = false)
    String requesterSubject;

    @Column(updatable = false)
    String requesterIssuer;

    @Column(updatable = false)
    String requesterClient;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(updatable = false)
    List<String> actors;

    /// Everybody the request comes from, as subjects and as people: none of them has a say.
    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(updatable = false)
    List<String> people;

    @Column(updatable = false)
    String request;

    @Column(updatable = false)
    String quorum;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    ApprovalState state;

    @Column(updatable = false)
    Instant createdAt;

    @Column(updatable = false)
    Instant expiresAt;

    @Nullable
    Instant decidedAt;

    /// When the next of its terms opens by time; null if none will.
    @Nullable
    Instant escalatesAt;

    /// The template by which people had agreed before; null if they were asked.
    @Nullable
    @Column(name = "template_id")
    UUID template;

    long version;

    /// For Hibernate, which fills every field afterwards.
    @SuppressWarnings("NullAway.Init")
    protected ApprovalRow() {}

    ApprovalRow(
            UUID id,
            ApprovalKind kind,
            ApprovalRequest asked,
            List<String> people,
            String request,
            Instant createdAt,
            Instant expiresAt) {
        Identity requester = asked.requester();
        this.id = id;
        this.kind = kind;
        this.people = List.copyOf(people);
        this.commandId = asked.commandId();
        this.digest = asked.digest();
        this.salt = new byte[ApprovalCommitment.SALT_BYTES];
        RANDOM.nextBytes(salt);
        this.connection = asked.connection();
        this.sessionId = asked.sessionId();
        this.requesterSubject = requester.subject();
        this.requesterIssuer = requester.issuer();
        this.requesterClient = requester.clientId();
        this.actors = requester.actors();
        this.request = request;
        this.quorum = asked.quorum();
        this.state = ApprovalState.PENDING;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
        this.version = 1;
    }

    /// What events name in place of the digest.
    String commitment() {
        return ApprovalCommitment.of(HexFormat.of().formatHex(salt), digest);
    }

    /// Open, but its time is over: nothing but expiring may happen to it, whether or not the sweep has come
    /// by.
    boolean isDue(Instant now) {
        return !state.isFinal() && !now.isBefore(expiresAt);
    }

    /// The state as of now.
    ApprovalState stateAt(Instant now) {
        return isDue(now) ? ApprovalState.EXPIRED : state;
    }

    void moveTo(ApprovalState next, Instant now) {
        if (state == ApprovalState.PENDING && next != ApprovalState.PENDING) {
            decidedAt = now;
        }
        state = next;
        version++;
    }

    @Override
    public UUID getId() {
        return id;
    }

    /// Version 1 is written once; a row that was read and written back has been moved to another version
    /// first.
    @Override
    public boolean isNew() {
        return version == 1;
    }
}
