// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.json.StrictJson;
import dev.portcullis.llm.request.LlmRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Bytes of a provider or a caller who means no good: understood, or an [LlmWireException]. What a
/// fuzzer has found worth keeping is read in every build; `CONTRIBUTING.md` says how to look for more.
public class AnswerFuzzTest {
    private static final List<Listed> STREAMED = List.of(Listed.CHAT_COMPLETIONS, Listed.RESPONSES, Listed.MESSAGES);
    private static final List<Listed> ALL = List.of(Listed.values());

    static Stream<Path> seeds() throws Exception {
        Path folder = Path.of(AnswerFuzzTest.class.getResource("fuzz").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keptInput(Path seed) throws Exception {
        fuzzerTestOneInput(Files.readAllBytes(seed));
    }

    /// What Jazzer calls. The first byte says what follows, the second where a stream is cut.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(input, 2, input.length - 2).slice();
        int kind = input[0] & 0xff;
        try {
            switch (kind % 4) {
                case 0 -> stream(STREAMED.get(kind / 4 % STREAMED.size()), bytes, input[1] & 0xff);
                case 1 -> answer(ALL.get(kind / 4 % ALL.size()), bytes, input[1] == 0 ? 200 : 500);
                case 2 -> request(ALL.get(kind / 4 % ALL.size()), bytes);
                default -> json(bytes);
            }
        } catch (LlmWireException refused) {
            assertThat(refused.problem()).isNotNull();
        }
    }

    /// However it is cut, the same goes out.
    private static void stream(Listed endpoint, ByteBuffer bytes, int cut) throws LlmWireException {
        byte[] whole = guarded(endpoint, bytes.duplicate());
        int first = Math.min(cut, bytes.remaining());
        byte[] pieces = guarded(endpoint, bytes.slice(0, first), bytes.slice(first, bytes.remaining() - first));
        assertThat(pieces).isEqualTo(whole);
    }

    private static byte[] guarded(Listed endpoint, ByteBuffer... pieces) throws LlmWireException {
        AnswerGuard guard = Samples.stream(endpoint);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (ByteBuffer piece : pieces) {
                append(guard.feed(piece), out);
            }
            append(guard.end(), out);
        } catch (LlmWireException refused) {
            assertThat(guard.abort("refused").hasRemaining()).isTrue();
            throw refused;
        }
        return out.toByteArray();
    }

    private static void append(ByteBuffer bytes, ByteArrayOutputStream out) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.writeBytes(copy);
    }

    private static void answer(Listed endpoint, ByteBuffer bytes, int status) throws LlmWireException {
        AnswerGuard guard = AnswerGuard.of(endpoint, status, "application/json", Samples.RULES);
        assertThat(guard.feed(bytes).hasRemaining()).isFalse();
        StrictJson.read(guard.end());
    }

    private static void request(Listed endpoint, ByteBuffer bytes) throws LlmWireException {
        LlmRequest request = LlmRequest.read(endpoint, bytes, Samples.DETECTORS);
        request.facts();
        request.masked(Samples.MASK).limited(100);
    }

    /// What was read is written so that it reads as the same.
    private static void json(ByteBuffer bytes) throws LlmWireException {
        JsonNode tree = StrictJson.read(bytes);
        assertThat(StrictJson.read(StrictJson.text(tree))).isEqualTo(tree);
    }
}
