// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Builds DataRow messages value by value into a [WireWriter].
public final class DataRowWriter {
    private final WireWriter out;
    private int expected;

    public DataRowWriter(WireWriter out) {
        this.out = out;
    }

    public void begin(int columns) {
        out.begin(BackendType.DATA_ROW.code());
        out.putCount(columns);
        expected = columns;
    }

    /// Adds the next column.
    ///
    /// @param value the column's bytes, which are not moved; null for SQL NULL
    public void value(@Nullable ByteBuffer value) {
        expected--;
        if (value == null) {
            out.putInt(-1);
        } else {
            out.putInt(value.remaining());
            out.putBytes(value);
        }
    }

    public void end() {
        if (expected != 0) {
            throw new IllegalStateException("row is short of " + expected + " values");
        }
        out.end();
    }

    /// Takes back the row that was begun and cannot be ended.
    public void abandon() {
        out.abandon();
    }
}
