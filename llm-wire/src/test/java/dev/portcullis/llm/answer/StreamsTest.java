// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.answer.AnswerSummary.JudgedCall;
import dev.portcullis.llm.answer.AnswerSummary.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The streams in `answers` and what becomes of them. `-Dgolden.write=DIRECTORY` writes the latter anew.
class StreamsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void rewritesAsWrittenDown(String sample) throws Exception {
        String out = Samples.guarded(Samples.endpoint(sample), in(sample));
        writeIfAsked(sample, out);
        assertThat(out).isEqualTo(new String(Samples.read(sample + ".out.sse"), StandardCharsets.UTF_8));
    }

    static Stream<String> samples() {
        return Samples.ALL.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void letsNothingOutThatIsMasked(String sample) throws Exception {
        assertThat(Samples.guarded(Samples.endpoint(sample), in(sample)))
                .doesNotContain("ada@", "example.org\\\"", "4111", "\"ada\"", "customers");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void givesTheSameHoweverTheBytesArrive(String sample) throws Exception {
        byte[] in = Samples.read(sample + ".in.sse");
        String whole = Samples.guarded(Samples.endpoint(sample), in(sample));
        assertThat(inPieces(sample, in, 1, new Random(0))).isEqualTo(whole);
        for (int seed = 0; seed < Integer.getInteger("seeds", 50); seed++) {
            assertThat(inPieces(sample, in, 300, new Random(seed)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void readsAnyLineEnds(String sample) throws Exception {
        Listed endpoint = Samples.endpoint(sample);
        String whole = Samples.guarded(endpoint, in(sample));
        assertThat(Samples.guarded(endpoint, in(sample).replace("\n", "\r\n"))).isEqualTo(whole);
        assertThat(Samples.guarded(endpoint, in(sample).replace("\n", "\r"))).isEqualTo(whole);
        assertThat(Samples.guarded(endpoint, "\ufeff: ada@example.org\nid: 4111\nretry: 4111\n\n" + in(sample)))
                .isEqualTo(whole);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void leavesNoHalfOfAnythingWhereTheStreamIsCutOff(String sample) throws Exception {
        String[] events = in(sample).split("(?<=\n\n)");
        for (int kept : IntStream.range(0, events.length).toArray()) {
            String start = String.join("", List.of(events).subList(0, kept));
            String out = Samples.guarded(Samples.endpoint(sample), start + "data: {\"cut");
            assertThat(out).doesNotContain("ada@", "4111", "customers").doesNotContain("cut");
        }
    }

    @Test
    void summarises() throws Exception {
        assertThat(summary("chat-text"))
                .isEqualTo(new AnswerSummary("gpt-5.2", "stop", new Usage(11, 23), List.of(), true));
        assertThat(summary("messages-tools"))
                .isEqualTo(new AnswerSummary(
                        "claude-opus-5",
                        "tool_use",
                        new Usage(25, 89),
                        List.of(new JudgedCall("drop_table", false), new JudgedCall("send_mail", true)),
                        true));
        assertThat(summary("responses-tools"))
                .isEqualTo(new AnswerSummary(
                        "gpt-5.2",
                        "completed",
                        new Usage(3, 9),
                        List.of(new JudgedCall("drop_table", false), new JudgedCall("send_mail", true)),
                        true));
        assertThat(summary("messages-text").usage()).isEqualTo(new Usage(30, 15, 5, 0));
    }

    @Test
    void saysWhenAnAnswerIsNotComplete() throws Exception {
        AnswerGuard guard = Samples.stream(Listed.MESSAGES);
        guard.feed(ByteBuffer.wrap(in("messages-text").substring(0, 400).getBytes(StandardCharsets.UTF_8)));
        guard.end();
        assertThat(guard.summary().complete()).isFalse();
    }

    private static AnswerSummary summary(String sample) throws Exception {
        AnswerGuard guard = Samples.stream(Samples.endpoint(sample));
        guard.feed(ByteBuffer.wrap(Samples.read(sample + ".in.sse")));
        guard.end();
        return guard.summary();
    }

    private static String inPieces(String sample, byte[] in, int longest, Random random) throws Exception {
        AnswerGuard guard = Samples.stream(Samples.endpoint(sample));
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < in.length; ) {
            int length = Math.min(in.length - at, 1 + random.nextInt(longest));
            Samples.write(guard.feed(ByteBuffer.wrap(in, at, length)), out);
            at += length;
        }
        Samples.write(guard.end(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String in(String sample) {
        return new String(Samples.read(sample + ".in.sse"), StandardCharsets.UTF_8);
    }

    private static void writeIfAsked(String sample, String out) throws IOException {
        String directory = System.getProperty("golden.write");
        if (directory != null) Files.writeString(Path.of(directory, sample + ".out.sse"), out);
    }
}
