// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.engine.documents.DocumentKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/// A document as it counts now.
@Entity
@Table(name = "documents")
@IdClass(DocumentKey.class)
public class StoredDocument {

    @Id
    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text")
    private DocumentKind kind = DocumentKind.POLICY;

    @Id
    private String name = "";

    private long version;
    private String source = "";
    private Instant changedAt = Instant.EPOCH;
    private String changedBy = "";

    /// For JPA.
    protected StoredDocument() {}

    StoredDocument(DocumentKey key) {
        this.kind = key.kind();
        this.name = key.name();
    }

    void become(long newVersion, String newSource, Instant at, String by) {
        this.version = newVersion;
        this.source = newSource;
        this.changedAt = at;
        this.changedBy = by;
    }

    /// What kind it is of.
    public DocumentKind kind() {
        return kind;
    }

    /// Its name, unique in its kind.
    public String name() {
        return name;
    }

    /// Counts up with every change, also over a removal.
    public long version() {
        return version;
    }

    /// The text as its author sent it.
    public String source() {
        return source;
    }

    /// When it became what it is.
    public Instant changedAt() {
        return changedAt;
    }

    /// The subject who changed it last.
    public String changedBy() {
        return changedBy;
    }
}
