// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.classifications;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads what the columns of one connection hold.
public final class ClassificationsReader {

    private static final String WORD = "[a-z0-9][a-z0-9-]*";
    private static final Pattern TAG = Pattern.compile(WORD + "(\\." + WORD + ")*");
    private static final Pattern RELATION = Pattern.compile("[^.\\s]{1,63}\\.[^.\\s]{1,63}");

    private ClassificationsReader() {}

    /// The classifications a document lists.
    ///
    /// @param version the document's version
    /// @throws dev.portcullis.engine.documents.InvalidDocumentException with all faults
    public static Classifications read(String text, long version) {
        return DocumentReader.read(text, DocumentKind.CLASSIFICATIONS, root -> classifications(root, version));
    }

    private static Optional<Classifications> classifications(Section root, long version) {
        Optional<Section> metadata = root.requiredSection("metadata");
        Optional<String> connection = metadata.flatMap(section -> section.requiredScalar("connection"))
                .filter(name -> name.matches(DocumentReader.NAME, DocumentReader.NAME_RULE))
                .map(Scalar::text);
        metadata.ifPresent(section -> section.text("description", ""));
        metadata.ifPresent(Section::finish);
        Optional<Section> columns = root.requiredSection("columns");
        if (connection.isEmpty() || columns.isEmpty()) {
            return Optional.empty();
        }
        List<Classification> found = new ArrayList<>();
        for (String relation : columns.get().keys()) {
            columns.get().section(relation).ifPresent(section -> {
                if (RELATION.matcher(relation).matches()) {
                    found.addAll(columnsOf(connection.get(), relation.split("\\.", 2), section));
                } else {
                    section.refuse("relations are written schema.name, not '" + relation + "'");
                }
            });
        }
        return Optional.of(new Classifications(connection.get(), found, version));
    }

    private static List<Classification> columnsOf(String connection, String[] relation, Section section) {
        List<Classification> found = new ArrayList<>();
        for (String column : section.keys()) {
            for (Scalar tag : section.scalars(column)) {
                if (tag.matches(TAG, "must be like pii.email, not '" + tag.text() + "'")) {
                    found.add(new Classification(connection, relation[0], relation[1], column, tag.text()));
                }
            }
        }
        return found;
    }
}
