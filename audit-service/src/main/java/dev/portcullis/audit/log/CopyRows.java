// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Rows on their way into a table by `COPY … (FORMAT binary)`: what an insert of many rows costs the least with, on
/// both sides. The caller gives the columns of each row in the order of the statement.
public final class CopyRows {

    // Signature, flags, length of the header's extension.
    private static final byte[] HEADER = HexFormat.of().parseHex("5047434f50590aff0d0a00" + "00000000" + "00000000");
    private static final short END = -1;
    private static final long SECONDS_TO_2000 =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    private static final int FIRST_SIZE = 64 << 10;

    private final short columns;
    private ByteBuffer rows = ByteBuffer.allocate(FIRST_SIZE).put(HEADER);
    private long count;

    public CopyRows(int columns) {
        this.columns = (short) columns;
    }

    /// Begins the next row.
    public CopyRows row() {
        room(Short.BYTES).putShort(columns);
        count++;
        return this;
    }

    public CopyRows text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public CopyRows bytes(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
        return this;
    }

    public CopyRows digest(Digest value) {
        return bytes(value.bytes());
    }

    /// An `integer`.
    public CopyRows int4(int value) {
        room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
        return this;
    }

    /// A `bigint`.
    public CopyRows int8(long value) {
        room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        return this;
    }

    /// A `timestamptz`, to the microsecond.
    public CopyRows timestamp(Instant value) {
        return int8((value.getEpochSecond() - SECONDS_TO_2000) * 1_000_000 + value.getNano() / 1_000);
    }

    /// Sends them.
    ///
    /// @param columnList table and columns, for example `event (event_id, body)`
    public void into(Connection connection, String columnList) throws SQLException {
        room(Short.BYTES).putShort(END);
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + columnList + " FROM STDIN (FORMAT binary)");
        try {
            copy.writeToCopy(rows.array(), 0, rows.position());
            long copied = copy.endCopy();
            if (copied != count) {
                throw new SQLException(copied + " of " + count + " rows copied");
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private ByteBuffer room(int bytes) {
        if (rows.remaining() < bytes) {
            int size = Math.max(2 * rows.capacity(), rows.position() + bytes);
            rows = ByteBuffer.wrap(Arrays.copyOf(rows.array(), size)).position(rows.position());
        }
        return rows;
    }
}
