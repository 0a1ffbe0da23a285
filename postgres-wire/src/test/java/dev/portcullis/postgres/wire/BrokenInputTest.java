// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A folder of inputs, each named after what is broken in it.
class BrokenInputTest {
    static Stream<Path> frontend() {
        return Recorded.folder("broken/frontend");
    }

    static Stream<Path> backend() {
        return Recorded.folder("broken/backend");
    }

    static Stream<Path> startup() {
        return Recorded.folder("broken/startup");
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("seeds", 300));
    }

    @ParameterizedTest
    @MethodSource("frontend")
    void refusesWhatIsWrongFromAClient(Path file) {
        assertThatThrownBy(() -> readFrontend(Recorded.bytes(file))).isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @MethodSource("backend")
    void refusesWhatIsWrongFromAServer(Path file) {
        assertThatThrownBy(() -> readBackend(Recorded.bytes(file))).isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @MethodSource("startup")
    void refusesWhatIsWrongAtTheStart(Path file) {
        assertThatThrownBy(() -> StartupScanner.read(ByteBuffer.wrap(Recorded.bytes(file))))
                .isInstanceOf(WireException.class);
    }

    /// Whatever bytes are flipped: a message or a WireException, nothing else, and what decodes encodes to the same.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverFailsInAnyOtherWay(long seed) {
        Random random = new Random(seed);
        for (byte[] frame : Recorded.frames("session-frontend.hex")) {
            byte[] changed = mutated(frame, random);
            try {
                WireWriter out = new WireWriter();
                FrontendEncoder.encode(readFrontend(changed), out);
                byte[] again = RecordedSessionTest.bytes(out);
                assertThat(again).isEqualTo(Arrays.copyOf(changed, again.length));
            } catch (WireException expected) {
                assertThat(expected.sqlState()).hasSize(5);
            }
        }
        for (byte[] frame : Recorded.frames("session-backend.hex")) {
            try {
                readBackend(mutated(frame, random));
            } catch (WireException expected) {
                assertThat(expected.sqlState()).hasSize(5);
            }
        }
    }

    private static byte[] mutated(byte[] frame, Random random) {
        byte[] changed = frame.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            changed[random.nextInt(changed.length)] = (byte) List.of(0, 1, 0x7f, 0x80, 0xff, random.nextInt(256))
                    .get(random.nextInt(6))
                    .intValue();
        }
        return changed;
    }

    private static FrontendMessage readFrontend(byte[] bytes) throws WireException {
        FrameScanner scanner = FrameScanner.frontend(FrameLimits.DEFAULT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        requireWhole(scanner, in);
        return FrontendDecoder.decode(scanner.type(), scanner.body(in));
    }

    private static BackendMessage readBackend(byte[] bytes) throws WireException {
        FrameScanner scanner = FrameScanner.backend(FrameLimits.DEFAULT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        requireWhole(scanner, in);
        BackendMessage message = BackendDecoder.decode(scanner.type(), scanner.body(in));
        if (message instanceof BackendMessage.DataRow(var row)) {
            DataRowCursor cursor = new DataRowCursor();
            cursor.reset(row);
            while (cursor.next()) {
                cursor.value();
            }
        }
        return message;
    }

    private static void requireWhole(FrameScanner scanner, ByteBuffer in) throws WireException {
        if (!scanner.readHeader(in) || in.remaining() < scanner.frameLength()) {
            throw new WireException("08P01", "a reader would wait for more and close at its timeout");
        }
    }
}
