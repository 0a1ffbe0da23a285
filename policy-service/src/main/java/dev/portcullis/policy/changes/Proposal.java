// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.security.Caller;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change that waits for a second person.
@Entity
@Table(name = "proposals")
public class Proposal {

    @Id
    private UUID id = new UUID(0, 0);

    @Enumerated(EnumType.STRING)
    private DocumentKind kind = DocumentKind.POLICY;

    private String name = "";
    private long baseVersion;
    private boolean removal;
    private String source = "";
    private String reason = "";
    private Instant proposedAt = Instant.EPOCH;
    private String proposedBy = "";
    private String proposerIssuer = "";

    @Enumerated(EnumType.STRING)
    private State state = State.OPEN;

    private @Nullable Instant decidedAt;
    private String decidedBy = "";

    /// For JPA.
    protected Proposal() {}

    Proposal(DocumentKey key, Optional<String> source, long baseVersion, Caller author, String reason, Instant at) {
        this.id = UUID.randomUUID();
        this.kind = key.kind();
        this.name = key.name();
        this.baseVersion = baseVersion;
        this.removal = source.isEmpty();
        this.source = source.orElse("");
        this.reason = reason;
        this.proposedAt = at;
        this.proposedBy = author.subject();
        this.proposerIssuer = author.issuer();
    }

    void decide(State decision, Caller by, Instant at) {
        this.state = decision;
        this.decidedBy = by.subject();
        this.decidedAt = at;
    }

    /// Whether somebody is the author.
    boolean isBy(Caller caller) {
        return proposedBy.equals(caller.subject()) && proposerIssuer.equals(caller.issuer());
    }

    /// Who proposed it, as far as it was kept.
    Caller author() {
        return new Caller(proposedBy, proposerIssuer, "", List.of(), "");
    }

    /// What would be changed.
    DocumentKey key() {
        return new DocumentKey(kind, name);
    }

    /// What the document would say; empty for its removal.
    Optional<String> source() {
        return removal ? Optional.empty() : Optional.of(source);
    }

    /// The version its author has seen; 0 when the document is new.
    long baseVersion() {
        return baseVersion;
    }

    State state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /// What is shown of it.
    View view() {
        return new View(
                id,
                kind.word(),
                name,
                baseVersion,
                removal,
                source,
                reason,
                proposedAt,
                proposedBy,
                state,
                decidedAt,
                decidedBy);
    }

    /// What has become of a proposal.
    public enum State {
        OPEN,
        APPLIED,
        REJECTED
    }

    /// A proposal over REST.
    ///
    /// @param baseVersion the version its author has seen; 0 when the document is new
    /// @param source what the document would say; empty for its removal
    /// @param decidedAt when it was applied or rejected; null while it is open
    public record View(
            UUID id,
            String kind,
            String name,
            long baseVersion,
            boolean removal,
            String source,
            String reason,
            Instant proposedAt,
            String proposedBy,
            State state,
            @Nullable Instant decidedAt,
            String decidedBy) {}
}
