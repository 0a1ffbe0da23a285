// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.sql.CopyOut;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to the data of one `COPY … TO STDOUT`. PostgreSQL sends a row per message; data cut in any other
/// way is not looked into but ends the session, since then nobody knows which column a byte belongs to.
final class CopyPlan {
    /// Data goes to the client as it is.
    static final CopyPlan PASS = new CopyPlan(null, false);

    private final @Nullable CopyRow row;
    private boolean headerToCome;

    private CopyPlan(@Nullable CopyRow row, boolean headerToCome) {
        this.row = row;
        this.headerToCome = headerToCome;
    }

    /// @param masks one per column; null for a column that is not touched
    static CopyPlan of(CopyOut how, List<@Nullable ColumnMask> masks) throws WireException {
        return switch (how.format()) {
            case TEXT -> new CopyPlan(new TextCopyRow(how, masks), how.header());
            case CSV -> new CopyPlan(new CsvCopyRow(how, masks), how.header());
            case BINARY -> new CopyPlan(new BinaryCopyRow(masks), false);
            case UNKNOWN ->
                throw new WireException(WireException.PROTOCOL_VIOLATION, "COPY data that cannot be masked was sent");
        };
    }

    boolean passes() {
        return row == null;
    }

    /// Writes one message with its masks on. True if it was a row.
    boolean write(ByteBuffer data, CopyDataWriter out) throws WireException {
        CopyRow masked = row;
        if (masked == null) {
            throw new IllegalStateException("nothing is masked");
        }
        out.begin();
        boolean isRow = !headerToCome;
        if (isRow) {
            masked.write(data, out);
        } else {
            headerToCome = false;
            out.bytes(data);
        }
        out.end();
        return isRow;
    }

    /// Rows of one format.
    interface CopyRow {
        void write(ByteBuffer row, CopyDataWriter out) throws WireException;
    }

    static WireException broken() {
        return new WireException(WireException.PROTOCOL_VIOLATION, "COPY data is not in the format that was asked for");
    }
}
