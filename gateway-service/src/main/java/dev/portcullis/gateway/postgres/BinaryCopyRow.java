// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.DataRowCursor;
import dev.portcullis.postgres.wire.WireException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of COPY's binary format, which is that of DataRow; before the first stands a header, in the same message.
final class BinaryCopyRow implements CopyPlan.CopyRow {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    /// The signature, flags and the length of an extension; neither is used by any version.
    static final int HEADER = SIGNATURE.length + 8;
    private static final int TRAILER = -1;

    private final List<@Nullable ColumnMask> masks;
    private final DataRowCursor cursor = new DataRowCursor();
    private boolean begun;

    BinaryCopyRow(List<@Nullable ColumnMask> masks) {
        this.masks = masks;
    }

    /// Whether a message of this format holds a row, and not just what stands before the first or behind the last.
    ///
    /// @param first whether the header stands before it
    static boolean holdsRow(ByteBuffer message, boolean first) {
        int rest = message.remaining() - (first ? HEADER : 0);
        return rest > 2 || (rest == 2 && message.getShort(message.limit() - 2) != TRAILER);
    }

    @Override
    public void write(ByteBuffer row, CopyDataWriter out) throws WireException {
        ByteBuffer tuple = begun ? row : afterHeader(row, out);
        begun = true;
        if (!tuple.hasRemaining()) {
            return;
        }
        if (tuple.remaining() == 2 && tuple.getShort(tuple.position()) == TRAILER) {
            out.twoBytes(TRAILER);
            return;
        }
        cursor.reset(tuple);
        if (cursor.columns() != masks.size()) {
            throw CopyPlan.broken();
        }
        out.twoBytes(cursor.columns());
        while (cursor.next()) {
            ColumnMask mask = masks.get(cursor.column());
            ByteBuffer value = cursor.value();
            ByteBuffer shown = mask == null || value == null ? value : mask.apply(value);
            if (shown == null) {
                out.fourBytes(-1);
            } else {
                out.fourBytes(shown.remaining());
                out.bytes(shown);
            }
        }
    }

    private static ByteBuffer afterHeader(ByteBuffer row, CopyDataWriter out) throws WireException {
        checkHeader(row);
        out.bytes(row.slice(row.position(), HEADER));
        return row.slice(row.position() + HEADER, row.remaining() - HEADER);
    }

    /// The first message begins with the signature, says no flags (the one for oids before each row is of versions
    /// that are gone, others are of none), and has no extension: else what follows is not where it is read.
    static void checkHeader(ByteBuffer first) throws WireException {
        int at = first.position();
        if (first.remaining() < HEADER
                || !first.slice(at, SIGNATURE.length).equals(ByteBuffer.wrap(SIGNATURE))
                || first.getLong(at + SIGNATURE.length) != 0) {
            throw CopyPlan.broken();
        }
    }
}
