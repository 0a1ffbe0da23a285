// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.OpenSessions;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.Formats;
import dev.portcullis.postgres.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a target sends that does not keep to the protocol.
class UpstreamReaderTest {
    private static final Obligations MASKED =
            new Obligations(List.of(new Obligations.Mask("pii.*", null, "redact", null)), false, null);

    private static final String COPY_OUT = "H\0\0\0\011\1\0\1\0\1";

    private final EmbeddedChannel client = new EmbeddedChannel();
    private ClientOutput out;
    private UpstreamReader reader;
    private GatewaySession session;
    private Replies replies;

    @BeforeEach
    void aMaskedResultIsOwed() {
        session = OpenSessions.of("s1", "agent", Clock.systemUTC());
        out = new ClientOutput(client);
        Results results = new Results(session, new Masking(MaskKey.of(new byte[32])), out, () -> {}, _ -> {});
        replies = new Replies(session, new StatementTable(), results, Map.of(), new SearchPath(), new Unheard());
        reader = new UpstreamReader(ByteBufAllocator.DEFAULT, 1 << 20, replies, results, out);
        SqlFacts facts = new SqlFacts(List.of(), true, false, true, List.of("pii.ssn"), "SELECT");
        CommandRun run =
                new CommandRun(session.audit(), new CommandRequest("c1", "SELECT ssn", List.of(), facts, "digest"));
        run.start(MASKED, 0);
        PreparedStatement prepared = new PreparedStatement("SELECT ssn", List.of(), "c1");
        prepared.describe(List.of(new BackendMessage.Field("ssn", 0, (short) 0, 25, (short) -1, -1, false)));
        replies.owe(new Owed.Executed(new Portal(prepared, null, Formats.TEXT, run)));
    }

    @AfterEach
    void release() {
        reader.release();
        client.finishAndReleaseAll();
    }

    @Test
    void masksARow() throws WireException {
        reader.read(bytes("D\0\0\0\17\0\1\0\0\0\005123-4"));
        assertThat(sent()).isEqualTo("D\0\0\0\24\0\1\0\0\0\12[redacted]");
    }

    /// Why the session ends is what is wrong with the row, and the rows before it are the client's.
    @Test
    void aBrokenRowIsSaidToBeOne() {
        assertThatThrownBy(() -> reader.read(bytes("D\0\0\0\17\0\1\0\0\0\005123-4D\0\0\0\14\0\1\0\0\0\5ab")))
                .isInstanceOf(WireException.class);
        assertThat(sent()).isEqualTo("D\0\0\0\24\0\1\0\0\0\12[redacted]");
    }

    @Test
    void copyDataWithoutACopyIsNotPassedOn() {
        assertThatThrownBy(() -> reader.read(bytes("d\0\0\0\011123-4"))).isInstanceOf(WireException.class);
        assertThat(sent()).isEmpty();
    }

    /// Of what is passed on as it arrives nothing else is looked at.
    @Test
    void binaryCopyDataBeginsWithItsHeaderAlsoIfItIsPassedOnAsItArrives() throws WireException {
        copyIsOwed();
        reader.read(bytes(COPY_OUT + "d\0\1\0\0PGCOPY\n\377\r\n\0\0\0"));
        assertThat(sent()).as("not before all of it is here").isEqualTo(COPY_OUT);
        reader.read(bytes("\0\0\0\0\0\0\0\1\0\0\377"));
        assertThat(sent()).hasSize(29);
    }

    @Test
    void binaryCopyDataWithoutItsHeaderIsNotPassedOnAsItArrives() throws WireException {
        copyIsOwed();
        assertThatThrownBy(() -> reader.read(bytes(COPY_OUT + "d\0\1\0\0" + "123-45-6789".repeat(10))))
                .isInstanceOf(WireException.class);
        assertThat(sent()).doesNotContain("123-45");
    }

    private void copyIsOwed() throws WireException {
        SqlFacts facts = new SqlFacts(List.of(), true, false, true, List.of(), "COPY");
        CommandRun run = new CommandRun(
                session.audit(), new CommandRequest("c2", "COPY plain TO STDOUT", List.of(), facts, "digest"));
        run.start(Obligations.NONE, 0);
        PreparedStatement prepared = new PreparedStatement("COPY plain TO STDOUT", List.of(), "c2");
        prepared.describe(List.of());
        reader.read(bytes("C\0\0\0\015SELECT 0\0"));
        replies.owe(new Owed.Executed(new Portal(prepared, null, Formats.TEXT, run)));
        sent();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private String sent() {
        out.flush();
        StringBuilder sent = new StringBuilder();
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            sent.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return sent.toString();
    }

    private static final class Unheard implements Replies.Listener {
        @Override
        public void copyIn(boolean on) {}

        @Override
        public void catalogueChanged() {}
    }
}
