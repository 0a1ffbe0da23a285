// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A whole session of PostgreSQL 15.18, decoded and encoded again: the golden bytes of this module.
class RecordedSessionTest {
    @Test
    void encodingWhatWasDecodedGivesTheSameBytesForTheClient() throws Exception {
        for (byte[] frame : Recorded.frames("session-frontend.hex")) {
            WireWriter out = new WireWriter(1);
            FrontendEncoder.encode(frontend(frame), out);
            assertThat(bytes(out)).isEqualTo(frame);
        }
    }

    @Test
    void encodingWhatWasDecodedGivesTheSameBytesForTheServer() throws Exception {
        for (byte[] frame : Recorded.frames("session-backend.hex")) {
            WireWriter out = new WireWriter(1);
            BackendEncoder.encode(backend(frame), out);
            assertThat(bytes(out)).isEqualTo(frame);
        }
    }

    @Test
    void readsTheClientsExtendedQuery() throws Exception {
        List<FrontendMessage> messages = Recorded.frames("session-frontend.hex").stream()
                .map(RecordedSessionTest::frontend)
                .toList();

        assertThat(messages)
                .contains(
                        new FrontendMessage.Query("SELECT id, name FROM t ORDER BY id"),
                        new FrontendMessage.Parse("s1", "SELECT id, name FROM t WHERE id=$1", List.of(23)),
                        new FrontendMessage.Bind(
                                "p1",
                                "s1",
                                new Formats(List.of(true)),
                                List.of(ByteBuffer.wrap(new byte[] {0, 0, 0, 1})),
                                new Formats(List.of(false))),
                        new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, "p1"),
                        new FrontendMessage.Execute("p1", 1),
                        new FrontendMessage.Close(FrontendMessage.Target.STATEMENT, "s1"),
                        new FrontendMessage.CopyDone(),
                        new FrontendMessage.Terminate());
    }

    @Test
    void readsTheServersAnswers() throws Exception {
        List<BackendMessage> messages = Recorded.frames("session-backend.hex").stream()
                .map(RecordedSessionTest::backend)
                .toList();

        assertThat(messages)
                .contains(
                        new BackendMessage.AuthenticationOk(),
                        new BackendMessage.ParameterStatus("client_encoding", "UTF8"),
                        new BackendMessage.ReadyForQuery(TransactionStatus.IDLE),
                        new BackendMessage.CommandComplete("INSERT 0 2"),
                        new BackendMessage.EmptyQueryResponse(),
                        new BackendMessage.ParameterDescription(List.of(23)),
                        new BackendMessage.PortalSuspended(),
                        new BackendMessage.NoData(),
                        new BackendMessage.CopyInResponse(false, List.of(false, false)),
                        new BackendMessage.CommandComplete("COPY 1"));
        assertThat(messages)
                .filteredOn(BackendMessage.ErrorResponse.class::isInstance)
                .extracting(message ->
                        ((BackendMessage.ErrorResponse) message).fields().sqlState())
                .containsExactly("42601");
        assertThat(messages)
                .filteredOn(BackendMessage.NotificationResponse.class::isInstance)
                .singleElement()
                .satisfies(message -> assertThat(((BackendMessage.NotificationResponse) message).payload())
                        .isEqualTo("hello"));
    }

    @Test
    void readsColumnsAndTheirOrigin() throws Exception {
        BackendMessage.RowDescription columns = Recorded.frames("session-backend.hex").stream()
                .map(RecordedSessionTest::backend)
                .filter(BackendMessage.RowDescription.class::isInstance)
                .map(BackendMessage.RowDescription.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(columns.fields()).extracting(BackendMessage.Field::name).containsExactly("id", "name");
        assertThat(columns.fields()).extracting(BackendMessage.Field::typeOid).containsExactly(23, 25);
        assertThat(columns.fields())
                .extracting(BackendMessage.Field::attributeNumber)
                .containsExactly((short) 1, (short) 2);
        assertThat(columns.fields().getFirst().tableOid()).isPositive();
    }

    static FrontendMessage frontend(byte[] frame) {
        try {
            return FrontendDecoder.decode(frame[0], body(frame));
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    static BackendMessage backend(byte[] frame) {
        try {
            return BackendDecoder.decode(frame[0], body(frame));
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer body(byte[] frame) {
        return ByteBuffer.wrap(frame, 5, frame.length - 5);
    }

    static byte[] bytes(WireWriter out) {
        byte[] bytes = new byte[out.written().remaining()];
        out.written().get(bytes);
        return bytes;
    }
}
