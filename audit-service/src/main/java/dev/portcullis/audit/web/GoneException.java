// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.web;

/// It was there and is no more; the message is for the caller.
public final class GoneException extends RuntimeException {

    public GoneException(String message) {
        super(message);
    }
}
