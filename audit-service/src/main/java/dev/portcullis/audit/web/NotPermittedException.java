// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// Not for this caller, whatever their role; the message is for them.
public final class NotPermittedException extends RuntimeException {

    public NotPermittedException(String message) {
        super(message);
    }
}
