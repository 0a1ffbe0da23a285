// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {
    private static final String FRONTEND_TYPES = "BESPDQCHXdcfFp";
    private static final String BACKEND_TYPES = "DCZ21TtnsI3ENASKRvGHWdcV";

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 200));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givesTheSameFramesHoweverTheBytesArrive(long seed) throws Exception {
        List<byte[]> sent = Recorded.frames("session-frontend.hex");
        List<byte[]> answered = Recorded.frames("session-backend.hex");

        assertThat(scan(FrameScanner.frontend(FrameLimits.DEFAULT), sent, new Random(seed)))
                .containsExactlyElementsOf(sent);
        assertThat(scan(FrameScanner.backend(FrameLimits.DEFAULT), answered, new Random(seed)))
                .containsExactlyElementsOf(answered);
    }

    private static List<byte[]> scan(FrameScanner scanner, List<byte[]> frames, Random random) throws WireException {
        byte[] all = Recorded.concatenated(frames);
        List<byte[]> found = new ArrayList<>();
        int start = 0;
        for (int arrived = 0; arrived < all.length; ) {
            arrived = Math.min(all.length, arrived + 1 + random.nextInt(40));
            ByteBuffer in = ByteBuffer.wrap(all, start, arrived - start);
            while (scanner.readHeader(in) && in.remaining() >= scanner.frameLength()) {
                found.add(Arrays.copyOfRange(all, in.position(), in.position() + scanner.frameLength()));
                in.position(in.position() + scanner.frameLength());
            }
            start = in.position();
        }
        assertThat(start).isEqualTo(all.length);
        return found;
    }

    @Test
    void knowsExactlyTheTypesOfAClient() {
        assertThat(accepted(FrameScanner.frontend(FrameLimits.DEFAULT))).isEqualTo(sorted(FRONTEND_TYPES));
    }

    @Test
    void knowsExactlyTheTypesOfAServer() {
        assertThat(accepted(FrameScanner.backend(FrameLimits.DEFAULT))).isEqualTo(sorted(BACKEND_TYPES));
    }

    private static String accepted(FrameScanner scanner) {
        StringBuilder accepted = new StringBuilder();
        for (int type = 0; type < 256; type++) {
            try {
                // The type alone must be enough to refuse: a peer could otherwise keep the rest back forever.
                assertThat(scanner.readHeader(ByteBuffer.wrap(new byte[] {(byte) type})))
                        .isFalse();
                scanner.readHeader(ByteBuffer.wrap(new byte[] {(byte) type, 0, 0, 0, 4}));
                accepted.append((char) type);
            } catch (WireException e) {
                assertThat(e.sqlState()).isEqualTo(WireException.PROTOCOL_VIOLATION);
            }
        }
        return accepted.toString();
    }

    private static String sorted(String types) {
        return types.chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 3, FrameLimits.LARGEST + 5})
    void refusesLengthsThatNoMessageHas(int length) {
        FRONTEND_TYPES
                .chars()
                .forEach(type -> assertThatThrownBy(() ->
                                FrameScanner.frontend(FrameLimits.DEFAULT).readHeader(header((char) type, length)))
                        .isInstanceOf(WireException.class)
                        .hasMessageContaining("bad message length"));
        BACKEND_TYPES
                .chars()
                .forEach(type -> assertThatThrownBy(
                                () -> FrameScanner.backend(FrameLimits.DEFAULT).readHeader(header((char) type, length)))
                        .isInstanceOf(WireException.class)
                        .hasMessageContaining("bad message length"));
    }

    @Test
    void acceptsAStatementOfExactlyTheLimit() throws Exception {
        FrameScanner scanner = FrameScanner.frontend(new FrameLimits(10, 100, 1000));

        assertThat(scanner.readHeader(header('Q', 104))).isTrue();
        assertThat(scanner.frameLength()).isEqualTo(105);
    }

    @Test
    void refusesAStatementOneByteOverTheLimitButSaysWhereItEnds() {
        FrameScanner scanner = FrameScanner.frontend(new FrameLimits(10, 100, 1000));

        assertThatThrownBy(() -> scanner.readHeader(header('Q', 105)))
                .isInstanceOfSatisfying(FrameTooLargeException.class, e -> {
                    assertThat(e.sqlState()).isEqualTo("54000");
                    assertThat(e.bodyLength()).isEqualTo(101);
                    assertThat(e.limit()).isEqualTo(100);
                });
        assertThat(scanner.frameLength()).isEqualTo(106);
    }

    @Test
    void letsRowsAndCopyDataBeHandledInPieces() throws Exception {
        FrameScanner scanner = FrameScanner.backend(FrameLimits.DEFAULT);

        for (char type : new char[] {'D', 'd'}) {
            assertThat(scanner.readHeader(header(type, 1 << 29))).isTrue();
            assertThat(scanner.isStreamed()).isTrue();
        }
        assertThat(scanner.readHeader(header('T', 6))).isTrue();
        assertThat(scanner.isStreamed()).isFalse();
    }

    @Test
    void refusesLimitsThatDoNotGrow() {
        assertThatThrownBy(() -> new FrameLimits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameLimits(2, 1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameLimits(1, 3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FrameLimits(1, 2, FrameLimits.LARGEST + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decodesEveryTypeOfAnEmptyBodyOrRefusesItWithoutAnyOtherException() {
        IntStream.range(0, 256).forEach(type -> {
            tolerate(() -> FrontendDecoder.decode((byte) type, ByteBuffer.allocate(0)));
            tolerate(() -> BackendDecoder.decode((byte) type, ByteBuffer.allocate(0)));
        });
    }

    private static void tolerate(ThrowingDecode decode) {
        try {
            decode.run();
        } catch (WireException expected) {
            assertThat(expected.sqlState()).isEqualTo(WireException.PROTOCOL_VIOLATION);
        }
    }

    private interface ThrowingDecode {
        void run() throws WireException;
    }

    private static ByteBuffer header(char type, int length) {
        return ByteBuffer.allocate(5).put((byte) type).putInt(length).flip();
    }
}
