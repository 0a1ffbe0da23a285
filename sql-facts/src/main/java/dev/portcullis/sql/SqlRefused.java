// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// A command whose facts cannot be had. Who catches it refuses the command: there is no reading to fall back
/// to.
public final class SqlRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /// Why there are no facts.
    public enum Reason {
        /// PostgreSQL's parser does not accept it
        UNPARSABLE,
        /// longer than the limit
        TOO_LONG,
        /// nested deeper, or needing more memory, than the limit
        TOO_DEEP,
        /// accepted by the parser, but nothing that facts can be told of
        UNSUPPORTED
    }

    private final Reason reason;
    private final int position;

    SqlRefused(Reason reason, String message, int position) {
        super(message);
        this.reason = reason;
        this.position = position;
    }

    SqlRefused(Reason reason, String message) {
        this(reason, message, 0);
    }

    /// Why there are no facts.
    public Reason reason() {
        return reason;
    }

    /// Where the parser stopped, counted in characters from 1 as PostgreSQL's `P` field does; 0 when not known.
    public int position() {
        return position;
    }
}
