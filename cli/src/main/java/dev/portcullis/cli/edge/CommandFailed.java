// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.edge;

/// A command was refused or could not be done; the message is for people. The exit status is 1.
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailed(String message) {
        super(message);
    }
}
