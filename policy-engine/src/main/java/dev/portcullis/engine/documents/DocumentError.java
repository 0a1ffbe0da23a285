// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.documents;

/// One fault of a document.
///
/// @param line the line in the document, from 1
/// @param column the column in the line, from 1
/// @param path where in the document's structure, for example `rules[2].when`; empty for the whole document
/// @param message what is wrong, and where it helps, what to write instead
/// @param excerpt the text in question with a caret under the place; empty when the message says enough
public record DocumentError(int line, int column, String path, String message, String excerpt) {

    @Override
    public String toString() {
        String where = line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ");
        return where + message + (excerpt.isEmpty() ? "" : "\n" + excerpt);
    }
}
