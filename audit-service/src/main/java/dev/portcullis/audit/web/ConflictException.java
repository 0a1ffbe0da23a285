// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// The thing is not in a state in which this can be done; the message is for the caller.
public final class ConflictException extends RuntimeException {

    public ConflictException(String message) {
        super(message);
    }
}
