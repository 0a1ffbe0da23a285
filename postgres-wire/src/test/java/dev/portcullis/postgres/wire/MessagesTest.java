// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {
    @Test
    void aWriterThatWasReleasedIsEmptyAndWritesOn() {
        WireWriter out = new WireWriter();
        CopyDataWriter data = new CopyDataWriter(out);
        for (int size : new int[] {10, 100_000, 10}) {
            data.begin();
            data.bytes(ByteBuffer.allocate(size));
            data.end();
            assertThat(out.written().remaining()).isEqualTo(size + 5);
            out.release();
            assertThat(out.written().hasRemaining()).isFalse();
        }
    }

    static List<BackendMessage> whatTheRecordedSessionLacks() throws WireException {
        return List.of(
                new BackendMessage.AuthenticationCleartextPassword(),
                new BackendMessage.AuthenticationMd5Password(0x01020304),
                new BackendMessage.AuthenticationSasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
                new BackendMessage.AuthenticationSaslContinue("r=abc,s=def,i=4096"),
                new BackendMessage.AuthenticationSaslFinal("v=xyz"),
                new BackendMessage.AuthenticationOther(7, ByteBuffer.wrap(new byte[] {1})),
                new BackendMessage.BackendKeyData(new CancelKey(42, CancelSecret.of(ByteBuffer.allocate(32)))),
                new BackendMessage.ReadyForQuery(TransactionStatus.FAILED),
                new BackendMessage.ReadyForQuery(TransactionStatus.IN_TRANSACTION),
                new BackendMessage.NoticeResponse(ReportFields.of("NOTICE", "00000", "waiting")),
                new BackendMessage.CopyBothResponse(true, List.of()),
                new BackendMessage.NegotiateProtocolVersion(2, List.of("_pq_.x")),
                new BackendMessage.FunctionCallResponse(ByteBuffer.allocate(4)),
                new BackendMessage.NotificationResponse(1, "channel", "payload"));
    }

    @ParameterizedTest
    @MethodSource("whatTheRecordedSessionLacks")
    void readsWhatItWrites(BackendMessage message) throws Exception {
        WireWriter out = new WireWriter(1);
        BackendEncoder.encode(message, out);
        ByteBuffer frame = out.written();

        assertThat(BackendDecoder.decode(frame.get(0), frame.slice(5, frame.remaining() - 5)))
                .isEqualTo(message);
    }

    @Test
    void takesBackWhatWasWrittenLast() {
        WireWriter out = new WireWriter(1);
        BackendEncoder.encode(new BackendMessage.NoticeResponse(ReportFields.of("NOTICE", "00000", "kept")), out);
        ByteBuffer kept = out.written();
        int before = out.length();
        BackendEncoder.encode(new BackendMessage.AuthenticationOk(), out);
        assertThat(out.length()).isGreaterThan(before);

        out.cutBackTo(before);

        assertThat(out.written()).isEqualTo(kept);
        assertThatThrownBy(() -> out.cutBackTo(before + 1)).isInstanceOf(IllegalStateException.class);
        new DataRowWriter(out).begin(1);
        assertThatThrownBy(() -> out.cutBackTo(before)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesBackAMessageThatCannotBeEnded() {
        WireWriter out = new WireWriter(1);
        DataRowWriter row = new DataRowWriter(out);
        row.begin(1);
        row.value(utf8("kept"));
        row.end();
        ByteBuffer kept = ByteBuffer.allocate(out.length()).put(out.written()).flip();
        out.abandon();
        assertThat(out.written()).as("nothing was begun").isEqualTo(kept);

        row.begin(2);
        row.value(utf8("lost"));
        row.abandon();
        assertThat(out.written()).isEqualTo(kept);
        CopyDataWriter copied = new CopyDataWriter(out);
        copied.begin();
        copied.oneByte('x');
        copied.abandon();
        assertThat(out.written()).isEqualTo(kept);
        copied.begin();
        copied.end();
        assertThat(out.length()).isEqualTo(kept.remaining() + 5);
    }

    /// From the manual, "Message Formats": AuthenticationCleartextPassword is `R`, length 8, code 3.
    @Test
    void asksForAPasswordInTheManualsBytes() {
        WireWriter out = new WireWriter();
        BackendEncoder.encode(new BackendMessage.AuthenticationCleartextPassword(), out);

        assertThat(RecordedSessionTest.bytes(out)).containsExactly('R', 0, 0, 0, 8, 0, 0, 0, 3);
    }

    @Test
    void readsPasswordsAndSaslAnswers() throws Exception {
        WireWriter out = new WireWriter();
        FrontendEncoder.password("pässword", out);
        assertThat(FrontendDecoder.password(answer(out))).isEqualTo("pässword");

        out.clear();
        FrontendEncoder.saslInitialResponse(new SaslInitialResponse("SCRAM-SHA-256", "n,,n=,r=x"), out);
        assertThat(FrontendDecoder.saslInitialResponse(answer(out)))
                .isEqualTo(new SaslInitialResponse("SCRAM-SHA-256", "n,,n=,r=x"));

        out.clear();
        FrontendEncoder.saslResponse("c=biws,r=x,p=y", out);
        assertThat(FrontendDecoder.saslResponse(answer(out))).isEqualTo("c=biws,r=x,p=y");
        assertThat(answer(out).toString()).doesNotContain("biws");
    }

    @Test
    void refusesAPasswordWithSomethingBehindIt() {
        var twice = new FrontendMessage.AuthenticationResponse(utf8("one\0two\0"));
        var open = new FrontendMessage.AuthenticationResponse(utf8("one"));

        assertThatThrownBy(() -> FrontendDecoder.password(twice)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> FrontendDecoder.password(open)).isInstanceOf(WireException.class);
    }

    private static FrontendMessage.AuthenticationResponse answer(WireWriter out) throws WireException {
        ByteBuffer frame = out.written();
        return (FrontendMessage.AuthenticationResponse)
                FrontendDecoder.decode(frame.get(0), frame.slice(5, frame.remaining() - 5));
    }

    @Test
    void countsParametersUpTo65535() throws Exception {
        var bind = new FrontendMessage.Bind(
                "", "", Formats.TEXT, new ArrayList<>(Collections.nCopies(65_535, (ByteBuffer) null)), Formats.TEXT);
        WireWriter out = new WireWriter();
        FrontendEncoder.encode(bind, out);
        ByteBuffer frame = out.written();

        assertThat(FrontendDecoder.decode(frame.get(0), frame.slice(5, frame.remaining() - 5)))
                .isEqualTo(bind);
    }

    @Test
    void refusesToWriteATextThatWouldEndEarly() {
        assertThatThrownBy(() ->
                        FrontendEncoder.encode(new FrontendMessage.Query("SELECT 1\0; DROP TABLE t"), new WireWriter()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrontendEncoder.encode(
                        new StartupPacket.StartupMessage(ProtocolVersion.V3_0, Map.of("", "x")), new WireWriter()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void walksOverARowWithoutCopying() throws Exception {
        WireWriter out = new WireWriter(1);
        DataRowWriter row = new DataRowWriter(out);
        row.begin(3);
        row.value(utf8("one"));
        row.value(null);
        row.value(utf8(""));
        row.end();
        ByteBuffer frame = out.written();
        DataRowCursor cursor = new DataRowCursor();
        cursor.reset(frame.slice(5, frame.remaining() - 5));

        assertThat(cursor.columns()).isEqualTo(3);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.value()).isEqualTo(utf8("one"));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.isNull()).isTrue();
        assertThat(cursor.value()).isNull();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.value()).isEqualTo(utf8(""));
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void refusesRowsWhoseLengthsDoNotAddUp() {
        byte[][] rows = {
            {0},
            {0, 1},
            {0, 1, 0, 0, 0, 2, 'x'},
            {0, 1, 0, 0, 0, 1, 'x', 'y'},
            {0, 1, -1, -1, -1, -2},
            {0, 1, 127, -1, -1, -1},
            {0, 0, 0}
        };
        for (byte[] row : rows) {
            assertThatThrownBy(() -> {
                        DataRowCursor cursor = new DataRowCursor();
                        cursor.reset(ByteBuffer.wrap(row));
                        while (cursor.next()) {
                            cursor.value();
                        }
                    })
                    .as("row %s", (Object) row)
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void aRowWithTooFewValuesIsNotWritten() {
        DataRowWriter row = new DataRowWriter(new WireWriter());
        row.begin(2);
        row.value(null);

        assertThatThrownBy(row::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsTheRowCountOfATag() {
        assertThat(new BackendMessage.CommandComplete("INSERT 0 5").rows()).hasValue(5);
        assertThat(new BackendMessage.CommandComplete("SELECT 0").rows()).hasValue(0);
        assertThat(new BackendMessage.CommandComplete("BEGIN").rows()).isEmpty();
        assertThat(new BackendMessage.CommandComplete("").rows()).isEmpty();
        assertThat(new BackendMessage.CommandComplete("X 99999999999999999999").rows())
                .isEmpty();
    }

    @Test
    void keepsOnlyTheFieldsOfAReportThatItIsTold() {
        ReportFields report = ReportFields.of("ERROR", "22P02", "invalid input: \"987-65-4321\"")
                .with(ReportFields.DETAIL, "Key (ssn)=(987-65-4321)")
                .with(ReportFields.MESSAGE, "withheld");
        ReportFields kept = report.only(Set.of('S', 'V', 'C', 'M'));

        assertThat(kept.fields()).containsOnlyKeys('S', 'V', 'C', 'M');
        assertThat(kept.message()).isEqualTo("withheld");
        assertThat(kept.severity()).isEqualTo("ERROR");
        assertThat(new ReportFields(Map.of()).sqlState()).isEqualTo("XX000");
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
