// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;

/// Builds CopyData messages piece by piece into a [WireWriter].
public final class CopyDataWriter {
    private final WireWriter out;

    public CopyDataWriter(WireWriter out) {
        this.out = out;
    }

    public void begin() {
        out.begin(BackendType.COPY_DATA.code());
    }

    public void oneByte(int value) {
        out.putByte(value);
    }

    public void twoBytes(int value) {
        out.putShort(value);
    }

    public void fourBytes(int value) {
        out.putInt(value);
    }

    /// Adds all of the buffer, which is not moved.
    public void bytes(ByteBuffer bytes) {
        out.putBytes(bytes);
    }

    public void end() {
        out.end();
    }

    /// Takes back the message that was begun and cannot be ended.
    public void abandon() {
        out.abandon();
    }
}
