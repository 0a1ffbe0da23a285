// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// There is no such thing; the message is for the caller.
public final class NotFoundException extends RuntimeException {

    public NotFoundException(String message) {
        super(message);
    }
}
