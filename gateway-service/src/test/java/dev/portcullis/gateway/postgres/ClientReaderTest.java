// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientReaderTest {
    private static final int MAX = 100_000;

    private final ClientReader reader = new ClientReader(UnpooledByteBufAllocator.DEFAULT, MAX, 4);

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 100));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void formsTheSameUnitsHoweverTheBytesArrive(long seed) throws Exception {
        byte[] sent = bytes(
                new FrontendMessage.Query("SELECT 1"),
                parse("a"),
                new FrontendMessage.Sync(),
                new FrontendMessage.CopyData(ByteBuffer.allocate(300)),
                parse("b"),
                new FrontendMessage.Query("SELECT 2"),
                parse("c"),
                parse("d"),
                parse("e"),
                parse("f"),
                new FrontendMessage.Flush(),
                new FrontendMessage.Query("x".repeat(MAX)),
                parse("y".repeat(MAX)),
                new FrontendMessage.Sync(),
                new FrontendMessage.Terminate());
        Random random = new Random(seed);
        List<String> units = new ArrayList<>();
        for (int at = 0; at < sent.length; ) {
            int length = Math.min(sent.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 20_000));
            reader.add(Unpooled.wrappedBuffer(sent, at, length));
            at += length;
            for (ClientUnit unit = reader.next(); unit != null; unit = reader.next()) {
                units.add(described(unit));
            }
        }
        assertThat(units)
                .containsExactly(
                        "Query",
                        "Parse Sync",
                        "Parse",
                        "Query",
                        "Parse Parse Parse Parse",
                        "Flush",
                        "too large",
                        "too large Sync",
                        "Terminate");
        assertThat(reader.length()).isZero();
    }

    @Test
    void handsCopyDataOverInPiecesAndIgnoresSyncsInIt() throws Exception {
        byte[] sent = bytes(
                new FrontendMessage.CopyData(ByteBuffer.allocate(1000)),
                new FrontendMessage.Sync(),
                new FrontendMessage.CopyDone(),
                new FrontendMessage.Query("SELECT 1"));
        reader.add(Unpooled.wrappedBuffer(sent, 0, 100));
        assertThat(((ClientReader.CopyPiece.Data) reader.nextCopyPiece())
                        .bytes()
                        .readableBytes())
                .isEqualTo(100);
        assertThat(reader.isInsideCopyData()).isTrue();
        assertThat(reader.nextCopyPiece()).isNull();
        reader.add(Unpooled.wrappedBuffer(sent, 100, sent.length - 100));
        assertThat(((ClientReader.CopyPiece.Data) reader.nextCopyPiece())
                        .bytes()
                        .readableBytes())
                .isEqualTo(905);
        assertThat(reader.isInsideCopyData()).isFalse();
        assertThat(reader.nextCopyPiece()).isInstanceOf(ClientReader.CopyPiece.Ended.class);
        assertThat(described(reader.next())).isEqualTo("Query");
    }

    @Test
    void refusesACommandInTheMiddleOfACopy() {
        reader.add(Unpooled.wrappedBuffer(bytes(new FrontendMessage.Query("DROP TABLE t"))));
        assertThatThrownBy(reader::nextCopyPiece).isInstanceOf(WireException.class);
    }

    @Test
    void refusesAPasswordThatNobodyAskedFor() {
        reader.add(Unpooled.wrappedBuffer(new byte[] {'p', 0, 0, 0, 6, 'x', 0}));
        assertThatThrownBy(reader::next).isInstanceOf(WireException.class);
    }

    @Test
    void refusesANameThatIsLongerThanAnyName() {
        reader.add(Unpooled.wrappedBuffer(
                bytes(new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, "n".repeat(70_000)))));
        assertThatThrownBy(reader::next).isInstanceOf(WireException.class);
    }

    private static FrontendMessage parse(String sql) {
        return new FrontendMessage.Parse("", sql, List.of());
    }

    private static String described(ClientUnit unit) {
        return String.join(
                " ",
                unit.items().stream()
                        .map(item -> switch (item) {
                            case ClientUnit.Item.Message(var message, var _) ->
                                message.getClass().getSimpleName();
                            case ClientUnit.Item.TooLarge _ -> "too large";
                        })
                        .toList());
    }

    private static byte[] bytes(FrontendMessage... messages) {
        WireWriter out = new WireWriter();
        for (FrontendMessage message : messages) {
            FrontendEncoder.encode(message, out);
        }
        byte[] bytes = new byte[out.written().remaining()];
        out.written().get(bytes);
        return bytes;
    }
}
