// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The published JSON Schema (2020-12) of documents. It says what a document looks like; whether its conditions can be
/// compiled and its parts fit together only reading it tells.
public final class DocumentSchema {

    private DocumentSchema() {}

    /// The schema of a kind.
    public static String of(DocumentKind kind) {
        String name = kind.word().toLowerCase(Locale.ROOT) + ".schema.json";
        try (InputStream schema = DocumentSchema.class.getResourceAsStream(name)) {
            if (schema == null) {
                throw new IllegalStateException("the schema " + name + " is not on the class path");
            }
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
