// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import dev.portcullis.contracts.audit.AuditKind;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of documents.
public enum DocumentKind {
    POLICY("Policy", "policy", AuditKind.POLICY_CHANGED),
    CONNECTION("Connection", "connection", AuditKind.CONNECTION_CHANGED),
    CLASSIFICATIONS("Classifications", "classification", AuditKind.CLASSIFICATION_CHANGED);

    private final String word;
    private final String noun;
    private final AuditKind audit;

    DocumentKind(String word, String noun, AuditKind audit) {
        this.word = word;
        this.noun = noun;
        this.audit = audit;
    }

    /// The word in `kind` of a document.
    public String word() {
        return word;
    }

    /// The word in change records, problems and the store.
    public String noun() {
        return noun;
    }

    /// The audit event that reports a change.
    public AuditKind audit() {
        return audit;
    }

    /// The kind with a word.
    public static Optional<DocumentKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
