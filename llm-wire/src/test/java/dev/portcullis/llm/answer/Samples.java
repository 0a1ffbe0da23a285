// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.ToolJudge;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Streams of each API, written by hand after the references of their providers, with personal data in every kind of
/// text and one tool call that is denied.
final class Samples {
    static final List<String> ALL =
            List.of("chat-text", "chat-tools", "messages-text", "messages-tools", "responses-text", "responses-tools");

    static final DetectorSet DETECTORS = Detectors.named(Set.of("secrets", "personal"));
    static final TextMask MASK = TextMask.redacting(DETECTORS);
    static final ToolJudge NO_DROPPING = call ->
            call.name().equals("drop_table") ? new Verdict.Deny("drop_table is not allowed.") : new Verdict.Allow();
    static final AnswerRules RULES = new AnswerRules(MASK, NO_DROPPING);

    private Samples() {}

    static Listed endpoint(String sample) {
        return switch (sample.substring(0, sample.indexOf('-'))) {
            case "chat" -> Listed.CHAT_COMPLETIONS;
            case "messages" -> Listed.MESSAGES;
            default -> Listed.RESPONSES;
        };
    }

    static byte[] read(String file) {
        try (var in =
                Objects.requireNonNull(Samples.class.getResourceAsStream("/dev/portcullis/llm/answers/" + file))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AnswerGuard stream(Listed endpoint) throws LlmWireException {
        return AnswerGuard.of(endpoint, 200, "text/event-stream; charset=utf-8", RULES);
    }

    /// Everything that goes out for a stream that arrives whole.
    static String guarded(Listed endpoint, String stream) throws LlmWireException {
        AnswerGuard guard = stream(endpoint);
        var out = new ByteArrayOutputStream();
        write(guard.feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8))), out);
        write(guard.end(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    static void write(ByteBuffer bytes, ByteArrayOutputStream out) {
        while (bytes.hasRemaining()) out.write(bytes.get());
    }
}
