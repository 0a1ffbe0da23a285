// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/// Collects the faults of one document, so that its author learns of all of them at once.
final class Findings {

    private final List<DocumentError> errors = new ArrayList<>();

    void add(Mark place, String path, String message) {
        errors.add(new DocumentError(place.getLine() + 1, place.getColumn() + 1, path, message, ""));
    }

    void add(DocumentError error) {
        errors.add(error);
    }

    /// @throws InvalidDocumentException when there is any fault
    void throwIfAny() {
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparingInt(DocumentError::line).thenComparingInt(DocumentError::column));
            throw new InvalidDocumentException(errors);
        }
    }
}
