// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.DataRowCursor;
import dev.portcullis.postgres.wire.DataRowWriter;
import dev.portcullis.postgres.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to each row of one result.
final class RowPlan {
    /// Rows go to the client as they are.
    static final RowPlan PASS = new RowPlan(List.of(), List.of());

    private final List<@Nullable ColumnMask> masks;
    private final List<String> masked;
    private final boolean passes;

    /// @param masks one per column; null for a column that is not touched
    /// @param masked what is masked and how, for the record
    RowPlan(List<@Nullable ColumnMask> masks, List<String> masked) {
        this.masks = Collections.unmodifiableList(new ArrayList<>(masks));
        this.masked = List.copyOf(masked);
        this.passes = masks.stream().allMatch(mask -> mask == null);
    }

    boolean passes() {
        return passes;
    }

    /// One per column; null for a column that is not touched.
    List<@Nullable ColumnMask> masks() {
        return masks;
    }

    List<String> masked() {
        return masked;
    }

    /// Writes the row with its masks on; nothing of it if it is broken.
    ///
    /// @param seen told of each value as the client gets it
    void write(DataRowCursor row, DataRowWriter out, RowTap seen) throws WireException {
        if (row.columns() != masks.size()) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "a row has other columns than were announced");
        }
        boolean whole = false;
        out.begin(row.columns());
        try {
            while (row.next()) {
                ColumnMask mask = masks.get(row.column());
                ByteBuffer value = row.value();
                ByteBuffer shown = mask == null || value == null ? value : mask.apply(value);
                seen.value(row.column(), shown);
                out.value(shown);
            }
            out.end();
            whole = true;
        } finally {
            if (!whole) {
                out.abandon();
            }
        }
    }

    /// Sees values as the client does.
    interface RowTap {
        void value(int column, @Nullable ByteBuffer value);
    }
}
