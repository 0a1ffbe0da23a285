// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.sql.CopyOut;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of COPY's CSV format. What stands for NULL has no quotes, what only looks like it has.
final class CsvCopyRow implements CopyPlan.CopyRow {
    private static final byte END = '\n';

    private final List<@Nullable ColumnMask> masks;
    private final byte delimiter;
    private final byte quote;
    private final byte escape;
    private final ByteBuffer nullMarker;

    CsvCopyRow(CopyOut how, List<@Nullable ColumnMask> masks) {
        this.masks = masks;
        this.delimiter = how.delimiter();
        this.quote = how.quote();
        this.escape = how.escape();
        this.nullMarker = StandardCharsets.UTF_8.encode(how.nullMarker());
    }

    @Override
    public void write(ByteBuffer row, CopyDataWriter out) throws WireException {
        int end = row.limit() - 1;
        if (end < row.position() || row.get(end) != END) {
            throw CopyPlan.broken();
        }
        int copied = row.position();
        int begin = copied;
        for (int column = 0; column < masks.size(); column++) {
            boolean quoted = begin < end && row.get(begin) == quote;
            int until = quoted ? endOfQuoted(row, begin + 1, end) : endOfPlain(row, begin, end);
            boolean last = column == masks.size() - 1;
            if (last ? until != end : until >= end || row.get(until) != delimiter) {
                throw CopyPlan.broken();
            }
            ColumnMask mask = masks.get(column);
            if (mask != null) {
                out.bytes(row.slice(copied, begin - copied));
                value(row.slice(begin, until - begin), quoted, mask, out);
                copied = until;
            }
            begin = until + 1;
        }
        out.bytes(row.slice(copied, row.limit() - copied));
    }

    /// The index behind the closing quote.
    private int endOfQuoted(ByteBuffer row, int from, int end) throws WireException {
        int at = from;
        while (at < end) {
            byte octet = row.get(at);
            if (octet == escape && at + 1 < end && isEscapable(row.get(at + 1))) {
                at += 2;
            } else if (octet == quote) {
                return at + 1;
            } else {
                at++;
            }
        }
        throw CopyPlan.broken();
    }

    private boolean isEscapable(byte octet) {
        return octet == quote || octet == escape;
    }

    private int endOfPlain(ByteBuffer row, int from, int end) throws WireException {
        int at = from;
        while (at < end && row.get(at) != delimiter) {
            if (row.get(at) == END || row.get(at) == quote) {
                throw CopyPlan.broken();
            }
            at++;
        }
        return at;
    }

    private void value(ByteBuffer raw, boolean quoted, ColumnMask mask, CopyDataWriter out) {
        if (!quoted && raw.equals(nullMarker)) {
            out.bytes(raw);
            return;
        }
        ByteBuffer value = quoted ? unquoted(raw) : raw;
        CopyPlan.CopyRow.masked(raw, value, mask, nullMarker, shown -> inQuotes(shown, out), out);
    }

    private ByteBuffer unquoted(ByteBuffer raw) {
        ByteBuffer value = ByteBuffer.allocate(raw.remaining());
        int end = raw.limit() - 1;
        for (int at = 1; at < end; at++) {
            if (raw.get(at) == escape && at + 1 < end && isEscapable(raw.get(at + 1))) {
                at++;
            }
            value.put(raw.get(at));
        }
        return value.flip();
    }

    /// Quotes are never wrong, and needed by whatever could be taken for NULL or for the end of the data.
    private void inQuotes(ByteBuffer value, CopyDataWriter out) {
        out.oneByte(quote);
        for (int at = value.position(); at < value.limit(); at++) {
            byte octet = value.get(at);
            if (isEscapable(octet)) {
                out.oneByte(escape);
            }
            out.oneByte(octet);
        }
        out.oneByte(quote);
    }
}
