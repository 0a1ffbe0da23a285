// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.sql.CopyOut;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of COPY's text format.
final class TextCopyRow implements CopyPlan.CopyRow {
    private static final byte ESCAPE = '\\';
    private static final byte END = '\n';
    /// What stands for the control characters, and what they are.
    private static final String LETTERS = "bfnrtv";
    private static final String CONTROLS = "\b\f\n\r\t\013";
    private static final String USUAL_NULL = "\\N";

    private final List<@Nullable ColumnMask> masks;
    private final byte delimiter;
    private final ByteBuffer nullMarker;
    /// Any other marker looks like the value of the same characters: then whoever asks could choose it to find out
    /// which value that is, and all are masked alike.
    private final boolean nullIsKnown;

    TextCopyRow(CopyOut how, List<@Nullable ColumnMask> masks) {
        this.masks = masks;
        this.delimiter = how.delimiter();
        this.nullMarker = StandardCharsets.UTF_8.encode(how.nullMarker());
        this.nullIsKnown = how.nullMarker().equals(USUAL_NULL);
    }

    @Override
    public void write(ByteBuffer row, CopyDataWriter out) throws WireException {
        int end = row.limit() - 1;
        if (end < row.position() || row.get(end) != END) {
            throw CopyPlan.broken();
        }
        int column = 0;
        int copied = row.position();
        int begin = copied;
        boolean escaped = false;
        for (int at = begin; at <= end; at++) {
            byte octet = row.get(at);
            if (octet == ESCAPE && at + 1 < end) {
                escaped = true;
                at++;
            } else if (octet == delimiter || at == end) {
                if (column >= masks.size()) {
                    throw CopyPlan.broken();
                }
                ColumnMask mask = masks.get(column++);
                if (mask != null) {
                    out.bytes(row.slice(copied, begin - copied));
                    value(row.slice(begin, at - begin), escaped, mask, out);
                    copied = at;
                }
                begin = at + 1;
                escaped = false;
            } else if (octet == END) {
                throw CopyPlan.broken();
            }
        }
        if (column != masks.size()) {
            throw CopyPlan.broken();
        }
        out.bytes(row.slice(copied, end + 1 - copied));
    }

    private void value(ByteBuffer raw, boolean escaped, ColumnMask mask, CopyDataWriter out) {
        if (nullIsKnown && raw.equals(nullMarker)) {
            out.bytes(raw);
            return;
        }
        ByteBuffer value = escaped ? unescaped(raw) : raw;
        CopyPlan.CopyRow.masked(raw, value, mask, nullMarker, shown -> escape(shown, out), out);
    }

    private static ByteBuffer unescaped(ByteBuffer raw) {
        ByteBuffer value = ByteBuffer.allocate(raw.remaining());
        for (int at = 0; at < raw.limit(); at++) {
            byte octet = raw.get(at);
            if (octet == ESCAPE && at + 1 < raw.limit()) {
                at++;
                int control = LETTERS.indexOf(raw.get(at));
                value.put(control < 0 ? raw.get(at) : (byte) CONTROLS.charAt(control));
            } else {
                value.put(octet);
            }
        }
        return value.flip();
    }

    private void escape(ByteBuffer value, CopyDataWriter out) {
        for (int at = value.position(); at < value.limit(); at++) {
            byte octet = value.get(at);
            int control = octet < 0 ? -1 : CONTROLS.indexOf(octet);
            if (control >= 0 || octet == ESCAPE || octet == delimiter) {
                out.oneByte(ESCAPE);
            }
            out.oneByte(control < 0 ? octet : LETTERS.charAt(control));
        }
    }
}
