// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// A well-formed frame whose body is longer than its type may be here. Unlike other violations the frame's end is
/// known, so a reader may skip the body and keep the connection.
public final class FrameTooLargeException extends WireException {
    /// SQLSTATE `program_limit_exceeded`.
    public static final String LIMIT_EXCEEDED = "54000";

    private final byte type;
    private final int bodyLength;
    private final int limit;

    FrameTooLargeException(byte type, int bodyLength, int limit) {
        super(LIMIT_EXCEEDED, "message of " + bodyLength + " bytes exceeds the limit of " + limit + " bytes");
        this.type = type;
        this.bodyLength = bodyLength;
        this.limit = limit;
    }

    public byte type() {
        return type;
    }

    public int bodyLength() {
        return bodyLength;
    }

    public int limit() {
        return limit;
    }
}
