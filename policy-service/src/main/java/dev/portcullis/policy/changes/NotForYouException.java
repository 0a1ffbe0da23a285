// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

/// A change that somebody else has to approve.
public final class NotForYouException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotForYouException(String message) {
        super(message);
    }
}
