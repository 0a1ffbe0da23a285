// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.masking.MaskKey;
import dev.portcullis.masking.MaskMethod;
import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.DataRowCursor;
import dev.portcullis.postgres.wire.DataRowWriter;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import dev.portcullis.sql.CopyOut;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data that is not cut into rows as PostgreSQL cuts it is never passed on: nobody knows what of it is masked.
class CopyRowTest {
    private static final int TEXT_OID = 25;

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb", "a\n", "a\tb\tc\n", "a\tb\nc\td\n", "\n", "a\tb\n\n", "a\\\tb\n", "a\tb\n\\"})
    void textThatIsNoRow(String data) throws WireException {
        CopyPlan plan = plan(CopyOut.Format.TEXT);
        assertThatThrownBy(() -> write(plan, data)).isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a,b",
                "a\n",
                "a,b,c\n",
                "a,b\nc,d\n",
                "\n",
                "\"a,b\n",
                "\"a\"b,c\n",
                "a\",b\n",
                "a,\"b\n",
                "a,b\n\n"
            })
    void csvThatIsNoRow(String data) throws WireException {
        CopyPlan plan = plan(CopyOut.Format.CSV);
        assertThatThrownBy(() -> write(plan, data)).isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PGCOPY",
                "PGCOPY\n\377\r\n\0\0\1\0\0\0\0\0\0",
                "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\4abcd",
                "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0",
                "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1a",
                "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\2\0\0\0\1a\0\0\0\2b",
                "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\2\0\0\0\1a\0\0\0\1bc"
            })
    void binaryThatIsNoRow(String data) throws WireException {
        CopyPlan plan = plan(CopyOut.Format.BINARY);
        assertThatThrownBy(() -> write(plan, data)).isInstanceOf(WireException.class);
    }

    /// Also where nothing is masked: rows are counted by what stands behind the header.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PGCOPY\n\377\r\n\0",
                "PGCOPY\n\377\r\r\0\0\0\0\0\0\0\0\0",
                "PGCOPY\n\377\r\n\0\0\1\0\0\0\0\0\0",
                "PGCOPY\n\377\r\n\0\0\0\0\1\0\0\0\0",
                "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\4abcd",
                "PGCOPY\n\377\r\n\0\0\0\0\0\177\377\377\377"
            })
    void aHeaderThatIsNoneIsNotPassedOn(String data) throws WireException {
        assertThatThrownBy(() -> CopyPlan.passing(true, false).pass(bytes(data)))
                .isInstanceOf(WireException.class);
    }

    @Test
    void aHeaderIsPassedOnAndNothingElseIsTakenForOne() throws WireException {
        CopyPlan passing = CopyPlan.passing(true, false);
        passing.pass(bytes("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1a"));
        passing.pass(bytes("\0\1\0\0\0\1a"));
        CopyPlan.passing(false, false).pass(bytes("a\tb\n"));
    }

    @Test
    void masksTheSecondColumnOnly() throws WireException {
        assertThat(write(plan(CopyOut.Format.TEXT), "a\\tb\tc\n")).isEqualTo("a\\tb\t[redacted]\n");
        assertThat(write(plan(CopyOut.Format.TEXT), "\\N\t\\N\n")).isEqualTo("\\N\t\\N\n");
        assertThat(write(plan(CopyOut.Format.CSV), "\"a\"\",\n\",c\n")).isEqualTo("\"a\"\",\n\",\"[redacted]\"\n");
        assertThat(write(plan(CopyOut.Format.CSV), ",\n")).isEqualTo(",\n");
        assertThat(write(plan(CopyOut.Format.CSV), ",\"\"\n")).isEqualTo(",\"[redacted]\"\n");
        String header = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
        CopyPlan binary = plan(CopyOut.Format.BINARY);
        assertThat(write(binary, header + "\0\2\0\0\0\1a\0\0\0\1b"))
                .isEqualTo(header + "\0\2\0\0\0\1a\0\0\0\012[redacted]");
        assertThat(write(binary, "\0\2\377\377\377\377\377\377\377\377"))
                .isEqualTo("\0\2\377\377\377\377\377\377\377\377");
        assertThat(write(binary, "\377\377")).isEqualTo("\377\377");
    }

    /// What was written before it can still be sent, and why it is broken be told.
    @ParameterizedTest
    @ValueSource(strings = {"a\tb\tc\n", "a\tb", "a\n"})
    void nothingIsLeftOfABrokenRow(String broken) throws WireException {
        WireWriter out = new WireWriter();
        CopyPlan plan = plan(CopyOut.Format.TEXT);
        plan.write(bytes("a\tb\n"), new CopyDataWriter(out));
        int before = out.written().remaining();
        assertThatThrownBy(() -> plan.write(bytes(broken), new CopyDataWriter(out)))
                .isInstanceOf(WireException.class);
        assertThat(out.written().remaining()).isEqualTo(before);
    }

    @Test
    void nothingIsLeftOfABrokenRowOfAResult() {
        WireWriter out = new WireWriter();
        RowPlan plan = new RowPlan(Arrays.asList(null, mask(false)), List.of());
        DataRowCursor cursor = new DataRowCursor();
        assertThatThrownBy(() -> {
                    cursor.reset(bytes("\0\2\0\0\0\1a\0\0\0\2b"));
                    plan.write(cursor, new DataRowWriter(out), (_, _) -> {});
                })
                .isInstanceOf(WireException.class);
        assertThat(out.written().remaining()).isZero();
    }

    @Test
    void optionsThatAreNotUnderstoodHaveNoPlan() {
        assertThatThrownBy(() -> plan(CopyOut.Format.UNKNOWN)).isInstanceOf(WireException.class);
    }

    private static CopyPlan plan(CopyOut.Format format) throws WireException {
        boolean csv = format == CopyOut.Format.CSV;
        CopyOut how = new CopyOut(
                format, false, (byte) (csv ? ',' : '\t'), csv ? "" : "\\N", (byte) '"', (byte) '"', List.of());
        return CopyPlan.of(how, Arrays.asList(null, mask(format == CopyOut.Format.BINARY)));
    }

    private static ColumnMask mask(boolean binary) {
        return new ColumnMask.Whole(new MaskMethod.Redact(), MaskKey.of(new byte[32]), TEXT_OID, binary);
    }

    private static ByteBuffer bytes(String data) {
        return ByteBuffer.wrap(data.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What the client would get, without the head of its message.
    private static String write(CopyPlan plan, String data) throws WireException {
        WireWriter out = new WireWriter();
        plan.write(bytes(data), new CopyDataWriter(out));
        ByteBuffer written = out.written();
        return StandardCharsets.ISO_8859_1
                .decode(written.slice(5, written.remaining() - 5))
                .toString();
    }
}
