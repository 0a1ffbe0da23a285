// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

/// The log cannot be signed now; the message says why.
public final class NotSignedException extends RuntimeException {

    NotSignedException(String message) {
        super(message);
    }
}
