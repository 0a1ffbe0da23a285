// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// The request itself is wrong; the message is for the caller.
public final class InvalidException extends RuntimeException {

    public InvalidException(String message) {
        super(message);
    }
}
