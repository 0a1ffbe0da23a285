// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.sql.CopyOut;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happens to the data of one `COPY … TO STDOUT`. PostgreSQL sends a row per message; data cut in any other
/// way is not looked into but ends the session, since then nobody knows which column a byte belongs to.
final class CopyPlan {
    private final @Nullable CopyRow row;
    private final boolean binary;
    private final boolean header;
    private boolean begun;

    private CopyPlan(@Nullable CopyRow row, boolean binary, boolean header) {
        this.row = row;
        this.binary = binary;
        this.header = header;
    }

    /// Data goes to the client as it is.
    ///
    /// @param header the first line of text or CSV holds names
    static CopyPlan passing(boolean binary, boolean header) {
        return new CopyPlan(null, binary, header);
    }

    /// @param masks one per column; null for a column that is not touched
    static CopyPlan of(CopyOut how, List<@Nullable ColumnMask> masks) throws WireException {
        return switch (how.format()) {
            case TEXT -> new CopyPlan(new TextCopyRow(how, masks), false, how.header());
            case CSV -> new CopyPlan(new CsvCopyRow(how, masks), false, how.header());
            case BINARY -> new CopyPlan(new BinaryCopyRow(masks), true, false);
            case UNKNOWN ->
                throw new WireException(WireException.PROTOCOL_VIOLATION, "COPY data that cannot be masked was sent");
        };
    }

    boolean passes() {
        return row == null;
    }

    /// Whether the message that comes next is a row: lines of names, and what frames binary data, are none.
    boolean isRow(ByteBuffer data) {
        return binary ? BinaryCopyRow.holdsRow(data, !begun) : begun || !header;
    }

    /// The same of a message that is too long to be seen whole, which goes to the client as it is.
    ///
    /// @param beginning as much of it as has arrived, at least what frames binary data
    boolean passRow(ByteBuffer beginning) throws WireException {
        if (binary && !begun) {
            BinaryCopyRow.checkHeader(beginning);
        }
        boolean isRow = binary || begun || !header;
        begun = true;
        return isRow;
    }

    /// The next message goes to the client as it is.
    void pass(ByteBuffer data) throws WireException {
        if (binary && !begun) {
            BinaryCopyRow.checkHeader(data);
        }
        begun = true;
    }

    /// Writes the next message with its masks on; nothing of it if it is broken.
    void write(ByteBuffer data, CopyDataWriter out) throws WireException {
        CopyRow masked = row;
        if (masked == null) {
            throw new IllegalStateException("nothing is masked");
        }
        boolean names = header && !begun;
        begun = true;
        boolean whole = false;
        out.begin();
        try {
            if (names) {
                out.bytes(data);
            } else {
                masked.write(data, out);
            }
            out.end();
            whole = true;
        } finally {
            if (!whole) {
                out.abandon();
            }
        }
    }

    /// Rows of one format.
    interface CopyRow {
        void write(ByteBuffer row, CopyDataWriter out) throws WireException;

        /// Writes what a mask leaves of one value.
        ///
        /// @param raw the value as it stands in the row
        /// @param value what it says
        /// @param escape writes a value so that it cannot be taken for anything else
        static void masked(
                ByteBuffer raw,
                ByteBuffer value,
                ColumnMask mask,
                ByteBuffer nullMarker,
                Consumer<ByteBuffer> escape,
                CopyDataWriter out) {
            ByteBuffer shown = mask.apply(value);
            if (shown == null) {
                out.bytes(nullMarker);
            } else if (shown.equals(value)) {
                out.bytes(raw);
            } else {
                escape.accept(shown);
            }
        }
    }

    static WireException broken() {
        return new WireException(WireException.PROTOCOL_VIOLATION, "COPY data is not in the format that was asked for");
    }
}
