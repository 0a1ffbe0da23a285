// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes of a peer who means no good: messages, or a [WireException]. What a fuzzer has found worth
/// keeping is read in every build; `CONTRIBUTING.md` says how to look for more.
public class WireFuzzTest {
    private static final FrameLimits LIMITS = new FrameLimits(1 << 10, 1 << 16, FrameLimits.LARGEST);

    static Stream<Path> seeds() throws Exception {
        Path folder = Path.of(WireFuzzTest.class.getResource("fuzz").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keptInput(Path seed) throws Exception {
        fuzzerTestOneInput(Files.readAllBytes(seed));
    }

    /// What Jazzer calls. The first byte says whose bytes follow.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(input, 1, input.length - 1).slice();
        try {
            switch (input[0] & 3) {
                case 0 -> frontend(bytes);
                case 1 -> backend(bytes);
                case 2 -> start(bytes);
                default -> row(bytes);
            }
        } catch (WireException refused) {
            assertThat(refused.sqlState()).hasSize(5);
        }
    }

    private static void frontend(ByteBuffer in) throws WireException {
        FrameScanner scanner = FrameScanner.frontend(LIMITS);
        while (scanner.readHeader(in) && in.remaining() >= scanner.frameLength()) {
            FrontendMessage message = FrontendDecoder.decode(scanner.type(), scanner.body(in));
            WireWriter out = new WireWriter();
            FrontendEncoder.encode(message, out);
            assertThat(out.written()).isEqualTo(in.slice(in.position(), scanner.frameLength()));
            if (message instanceof FrontendMessage.AuthenticationResponse response) {
                authentication(response);
            }
            in.position(in.position() + scanner.frameLength());
        }
    }

    private static void authentication(FrontendMessage.AuthenticationResponse response) throws WireException {
        assertThat(FrontendDecoder.saslResponse(response)).isNotNull();
        try {
            assertThat(FrontendDecoder.password(response)).doesNotContain("\0");
        } catch (WireException noPassword) {
            assertThat(FrontendDecoder.saslInitialResponse(response).mechanism())
                    .doesNotContain("\0");
        }
    }

    private static void backend(ByteBuffer in) throws WireException {
        FrameScanner scanner = FrameScanner.backend(LIMITS);
        while (scanner.readHeader(in) && in.remaining() >= scanner.frameLength()) {
            BackendMessage message = BackendDecoder.decode(scanner.type(), scanner.body(in));
            if (message instanceof BackendMessage.DataRow(var body)) {
                row(body);
            }
            // Texts of servers may be in any encoding, so that not every message comes out as it came in; but once it
            // has
            // gone through, it stays as it is.
            byte[] once = encoded(message);
            assertThat(encoded(BackendDecoder.decode(scanner.type(), ByteBuffer.wrap(once, 5, once.length - 5))))
                    .isEqualTo(once);
            in.position(in.position() + scanner.frameLength());
        }
    }

    private static byte[] encoded(BackendMessage message) {
        WireWriter out = new WireWriter();
        BackendEncoder.encode(message, out);
        return RecordedSessionTest.bytes(out);
    }

    private static void start(ByteBuffer in) throws WireException {
        ByteBuffer packets = in.duplicate();
        StartupScanner.read(packets).ifPresent(packet -> {
            WireWriter out = new WireWriter();
            FrontendEncoder.encode(packet, out);
            assertThat(out.written()).isEqualTo(in.slice(0, out.written().remaining()));
        });
    }

    private static void row(ByteBuffer body) throws WireException {
        DataRowCursor cursor = new DataRowCursor();
        cursor.reset(body);
        int columns = 0;
        while (cursor.next()) {
            cursor.value();
            columns++;
        }
        assertThat(columns).isEqualTo(cursor.columns());
    }
}
