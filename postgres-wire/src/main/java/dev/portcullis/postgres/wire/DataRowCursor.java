// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Walks over the columns of DataRow bodies without copying. One cursor serves any number of rows, one after another.
public final class DataRowCursor {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private ByteBuffer body = NONE;
    private int columns;
    private int column = -1;
    private int next;
    private int length;

    /// Starts with a new row; the buffer's position and limit are not moved.
    public void reset(ByteBuffer row) throws WireException {
        if (row.remaining() < 2) {
            throw WireException.violation("DATA_ROW: message ends too early");
        }
        body = row;
        columns = row.getShort(row.position()) & 0xffff;
        column = -1;
        next = row.position() + 2;
        length = 0;
    }

    public int columns() {
        return columns;
    }

    /// Goes to the next column. False after the last, and then the row is known to end there.
    public boolean next() throws WireException {
        if (column + 1 == columns) {
            if (next != body.limit()) {
                throw WireException.violation("DATA_ROW: trailing bytes");
            }
            return false;
        }
        if (body.limit() - next < 4) {
            throw WireException.violation("DATA_ROW: message ends too early");
        }
        length = body.getInt(next);
        next += 4;
        if (length < -1 || length > body.limit() - next) {
            throw WireException.violation("DATA_ROW: bad column length");
        }
        next += Math.max(length, 0);
        column++;
        return true;
    }

    /// Index of the column, from 0.
    public int column() {
        return column;
    }

    public boolean isNull() {
        return length == -1;
    }

    /// The value as a view of the row, or null for SQL NULL.
    public @Nullable ByteBuffer value() {
        return isNull() ? null : body.slice(next - length, length);
    }
}
