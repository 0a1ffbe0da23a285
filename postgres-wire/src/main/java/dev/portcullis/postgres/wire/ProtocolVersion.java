// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

/// Version of the protocol as in the startup packet: major in the high 16 bits, minor in the low.
public record ProtocolVersion(int major, int minor) {
    public static final ProtocolVersion V3_0 = new ProtocolVersion(3, 0);
    /// PostgreSQL 18; 3.1 was never used.
    public static final ProtocolVersion V3_2 = new ProtocolVersion(3, 2);

    static ProtocolVersion of(int code) {
        return new ProtocolVersion(code >>> 16, code & 0xffff);
    }

    int code() {
        return major << 16 | minor;
    }
}
