// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import java.util.List;
import java.util.stream.Collectors;

/// A document that cannot be accepted, with everything that is wrong with it at once.
public final class InvalidDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<DocumentError> errors;

    public InvalidDocumentException(List<DocumentError> errors) {
        super(errors.stream().map(DocumentError::toString).collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    /// All faults, by place.
    public List<DocumentError> errors() {
        return errors;
    }
}
