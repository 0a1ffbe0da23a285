// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

/// Nothing can be decided, because the policies could not be loaded yet.
public final class NotLoadedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotLoadedException() {
        super("The policies could not be loaded yet. Ask again in a moment.");
    }
}
