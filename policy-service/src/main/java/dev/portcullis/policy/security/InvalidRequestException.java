// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.security;

/// A request that cannot be understood; the message says what is wrong with it.
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public InvalidRequestException(String message) {
        super(message);
    }
}
