// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

/// A token was not accepted. The message is fit for the caller: it says what to do, and nothing about keys or
/// other tokens.
public final class NotAuthenticatedException extends Exception {
    private static final long serialVersionUID = 1;

    public NotAuthenticatedException(String message) {
        super(message);
    }
}
