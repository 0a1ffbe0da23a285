// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

/// A change whose author has not seen what would be changed.
public final class StaleVersionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StaleVersionException(String message) {
        super(message);
    }
}
