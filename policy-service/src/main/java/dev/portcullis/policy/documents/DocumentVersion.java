// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.engine.documents.DocumentKind;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/// One version a document has or had. Rows are only ever added.
@Entity
@Table(name = "document_versions")
@IdClass(DocumentVersion.Key.class)
public class DocumentVersion {

    @Id
    @Enumerated(EnumType.STRING)
    private DocumentKind kind = DocumentKind.POLICY;

    @Id
    private String name = "";

    @Id
    private long version;

    private boolean removed;
    private String source = "";
    private Instant changedAt = Instant.EPOCH;
    private String changedBy = "";
    private String reason = "";
    private String approvedBy = "";

    /// For JPA.
    protected DocumentVersion() {}

    DocumentVersion(
            DocumentKey key,
            long version,
            boolean removed,
            String source,
            Instant at,
            String by,
            Justification justification) {
        this.kind = key.kind();
        this.name = key.name();
        this.version = version;
        this.removed = removed;
        this.source = source;
        this.changedAt = at;
        this.changedBy = by;
        this.reason = justification.reason();
        this.approvedBy = justification.approvedBy();
    }

    /// Counts up with every change of the document.
    public long version() {
        return version;
    }

    /// Whether this version is the document's removal.
    public boolean isRemoved() {
        return removed;
    }

    /// The text; empty for a removal.
    public String source() {
        return source;
    }

    /// When the change was made.
    public Instant changedAt() {
        return changedAt;
    }

    /// Who made it.
    public String changedBy() {
        return changedBy;
    }

    /// Why; empty when nothing was said.
    public String reason() {
        return reason;
    }

    /// Who approved it; empty where no second person was asked.
    public String approvedBy() {
        return approvedBy;
    }

    /// What names a version.
    ///
    /// @param kind the document's kind
    /// @param name the document's name
    /// @param version the version
    public record Key(DocumentKind kind, String name, long version) implements Serializable {}
}
