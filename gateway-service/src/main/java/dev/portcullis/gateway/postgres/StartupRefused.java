// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

/// The client asks for something at its start that it cannot have. The message is for the client.
final class StartupRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final String sqlState;
    private final String hint;

    StartupRefused(String sqlState, String message, String hint) {
        super(message);
        this.sqlState = sqlState;
        this.hint = hint;
    }

    String sqlState() {
        return sqlState;
    }

    String hint() {
        return hint;
    }
}
