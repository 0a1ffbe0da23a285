// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

/// A document that does not exist.
public final class NoSuchDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NoSuchDocumentException(DocumentKey key) {
        super("There is no " + key.kind().noun() + " named '" + key.name() + "'.");
    }
}
