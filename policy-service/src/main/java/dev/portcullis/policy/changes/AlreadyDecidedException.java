// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

/// A proposal that is no longer open.
public final class AlreadyDecidedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    AlreadyDecidedException(String message) {
        super(message);
    }
}
