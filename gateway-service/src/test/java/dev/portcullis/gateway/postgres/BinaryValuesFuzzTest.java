// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a peer calls a value, its text is not much longer than it. What a fuzzer has found worth
/// keeping is read in every build; `CONTRIBUTING.md` says how to look for more.
public class BinaryValuesFuzzTest {
    private static final List<Integer> TYPES = List.of(1700, 16, 20, 21, 23, 25, 700, 701, 2950, 3802);
    private static final int ZEROS = 2_100;

    static Stream<Path> seeds() throws Exception {
        Path folder = Path.of(BinaryValuesFuzzTest.class.getResource("fuzz").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keptInput(Path seed) throws Exception {
        fuzzerTestOneInput(Files.readAllBytes(seed));
    }

    /// What Jazzer calls. The first byte says which type.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteBuffer value = ByteBuffer.wrap(input, 1, input.length - 1).slice();
        int type = TYPES.get((input[0] & 0xff) % TYPES.size());
        String text = BinaryValues.text(value, type);
        assertThat(text.length()).isLessThanOrEqualTo(5 * input.length + ZEROS);
        assertThat(value.remaining()).isEqualTo(input.length - 1);
    }
}
