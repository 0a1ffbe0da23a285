// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

/// A command was refused or could not be done; the message is one line for people. The exit status is 1.
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }
}
