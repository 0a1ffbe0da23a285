// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// The peer broke the protocol. The message names what was wrong and never repeats bytes of the peer.
public class WireException extends Exception {
    /// SQLSTATE `protocol_violation`.
    public static final String PROTOCOL_VIOLATION = "08P01";

    private final String sqlState;

    public WireException(String sqlState, String message) {
        super(message);
        this.sqlState = sqlState;
    }

    static WireException violation(String message) {
        return new WireException(PROTOCOL_VIOLATION, message);
    }

    /// The five-letter SQLSTATE that tells a client what happened.
    public final String sqlState() {
        return sqlState;
    }
}
