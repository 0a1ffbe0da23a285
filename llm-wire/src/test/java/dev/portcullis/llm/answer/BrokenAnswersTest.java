// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenAnswersTest {
    private static final String START = event(
            "{\"type\":\"content_block_start\",\"index\":0," + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    private static final String TOOL = event("{\"type\":\"content_block_start\",\"index\":0,"
            + "\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}");
    private static final String FINISHED = event("{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}");

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void endStreams(String name, Listed endpoint, Problem problem, String stream) {
        assertThatThrownBy(() -> Samples.guarded(endpoint, stream))
                .isInstanceOfSatisfying(
                        LlmWireException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageNotContaining("canary");
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                chat("no JSON", Problem.MALFORMED, event("canary")),
                chat("no object", Problem.MALFORMED, event("[\"canary\"]")),
                chat("key twice", Problem.MALFORMED, event("{\"id\":\"canary\",\"id\":\"\"}")),
                chat("event after the last", Problem.MALFORMED, event("[DONE]") + event("{\"choices\":[]}")),
                chat("choice after its end", Problem.MALFORMED, FINISHED + FINISHED),
                chat("sound", Problem.UNKNOWN_CONTENT, choice("{\"audio\":{\"data\":\"canary\"}}")),
                chat(
                        "function call of old",
                        Problem.UNKNOWN_CONTENT,
                        choice("{\"function_call\":{\"name\":\"canary\"}}")),
                chat("part nobody knows", Problem.UNKNOWN_CONTENT, choice("{\"dream\":\"canary\"}")),
                chat("content as parts", Problem.UNKNOWN_CONTENT, choice("{\"content\":[{\"text\":\"canary\"}]}")),
                chat("tool of a new type", Problem.UNKNOWN_CONTENT, choice("{\"tool_calls\":[{\"type\":\"canary\"}]}")),
                chat(
                        "choice number too high",
                        Problem.TOO_LARGE,
                        event("{\"choices\":[{\"index\":9999,\"delta\":{}}]}")),
                chat("call number negative", Problem.TOO_LARGE, choice("{\"tool_calls\":[{\"index\":-1}]}")),
                messages("two names", Problem.MALFORMED, "event: ping\n" + event("{\"type\":\"message_stop\"}")),
                messages(
                        "event nobody knows",
                        Problem.UNKNOWN_CONTENT,
                        event("{\"type\":\"dream\",\"dream\":\"canary\"}")),
                messages(
                        "block nobody knows",
                        Problem.UNKNOWN_CONTENT,
                        event("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"dream\"}}")),
                messages(
                        "message that starts with content",
                        Problem.UNKNOWN_CONTENT,
                        event("{\"type\":\"message_start\",\"message\":{\"content\":[{\"type\":\"text\"}]}}")),
                messages("block within a block", Problem.MALFORMED, START + START.replace(":0", ":1")),
                messages("piece of no block", Problem.MALFORMED, delta("text_delta", "text")),
                messages("stop of no block", Problem.MALFORMED, event("{\"type\":\"content_block_stop\",\"index\":0}")),
                messages("JSON in a text", Problem.UNKNOWN_CONTENT, START + delta("input_json_delta", "partial_json")),
                messages("text in a call", Problem.UNKNOWN_CONTENT, TOOL + delta("text_delta", "text")),
                messages("new delta", Problem.UNKNOWN_CONTENT, START + delta("dream_delta", "dream")),
                messages("end within a block", Problem.MALFORMED, START + event("{\"type\":\"message_delta\"}")),
                messages(
                        "event after the last",
                        Problem.MALFORMED,
                        event("{\"type\":\"message_stop\"}") + event("{\"type\":\"ping\"}")),
                responses(
                        "event nobody knows",
                        Problem.UNKNOWN_CONTENT,
                        "{\"type\":\"response.dream\",\"d\":\"canary\"}"),
                responses("picture", Problem.UNKNOWN_CONTENT, added("{\"type\":\"image_generation_call\"}")),
                responses(
                        "item that starts with content",
                        Problem.UNKNOWN_CONTENT,
                        added("{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"canary\"}]}")),
                responses(
                        "part that starts with content",
                        Problem.UNKNOWN_CONTENT,
                        "{\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_text\",\"text\":\"canary\"}}"),
                responses(
                        "part nobody knows",
                        Problem.UNKNOWN_CONTENT,
                        "{\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_audio\"}}"),
                responses(
                        "piece of a call that has not begun",
                        Problem.MALFORMED,
                        "{\"type\":\"response.function_call_arguments.delta\",\"output_index\":0,\"delta\":\"canary\"}"),
                responses(
                        "call that was never announced",
                        Problem.MALFORMED,
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"function_call\"}}"),
                responses(
                        "unknown item in the last copy",
                        Problem.UNKNOWN_CONTENT,
                        "{\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"dream\"}]}}"));
    }

    private static Arguments chat(String name, Problem problem, String stream) {
        return Arguments.of("chat: " + name, Listed.CHAT_COMPLETIONS, problem, stream);
    }

    private static Arguments messages(String name, Problem problem, String stream) {
        return Arguments.of("messages: " + name, Listed.MESSAGES, problem, stream);
    }

    private static Arguments responses(String name, Problem problem, String event) {
        return Arguments.of("responses: " + name, Listed.RESPONSES, problem, event(event));
    }

    @Test
    void endsAStreamThatIsNoText() throws Exception {
        AnswerGuard guard = Samples.stream(Listed.CHAT_COMPLETIONS);
        assertThatThrownBy(() -> guard.feed(ByteBuffer.wrap(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xff, '\n'})))
                .isInstanceOf(LlmWireException.class);
    }

    @Test
    void boundsAnEventThatNeverEnds() throws Exception {
        AnswerGuard guard = Samples.stream(Listed.CHAT_COMPLETIONS);
        byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) guard.feed(ByteBuffer.wrap(piece));
                })
                .isInstanceOfSatisfying(
                        LlmWireException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
    }

    @ParameterizedTest
    @CsvSource({
        "chat, '{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"@\"}}]}}]}'",
        "messages, '{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                + "{\"type\":\"input_json_delta\",\"partial_json\":\"@\"}}'",
        "responses, '{\"type\":\"response.function_call_arguments.delta\",\"output_index\":0,\"delta\":\"@\"}'",
    })
    void boundsACallThatNeverEnds(String api, String event) throws Exception {
        AnswerGuard guard = Samples.stream(Samples.endpoint(api + "-"));
        if (api.equals("messages")) guard.feed(bytes(TOOL));
        if (api.equals("responses")) {
            guard.feed(bytes(event("{\"type\":\"response.output_item.added\",\"output_index\":0,"
                    + "\"item\":{\"type\":\"function_call\"}}")));
        }
        String piece = event(event.replace("@", "x".repeat(1 << 16)));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) guard.feed(bytes(piece));
                })
                .isInstanceOfSatisfying(
                        LlmWireException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_LARGE));
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, text/html",
        "CHAT_COMPLETIONS, ''",
        "CHAT_COMPLETIONS, application/octet-stream",
        "MODELS, text/event-stream",
        "EMBEDDINGS, text/event-stream",
    })
    void refuseContentThatNobodyCanLookInto(Listed endpoint, String contentType) {
        assertThatThrownBy(() -> AnswerGuard.of(endpoint, 200, contentType, Samples.RULES))
                .isInstanceOf(LlmWireException.class);
    }

    @Test
    void endAnAnswerInItsOwnGrammar() throws Exception {
        assertThat(aborted(Listed.CHAT_COMPLETIONS)).startsWith("data: {\"error\":{\"message\":\"why\"");
        assertThat(aborted(Listed.MESSAGES)).startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{");
        assertThat(aborted(Listed.RESPONSES)).startsWith("event: error\ndata: {\"type\":\"error\",");
    }

    private static String aborted(Listed endpoint) throws LlmWireException {
        return StandardCharsets.UTF_8
                .decode(Samples.stream(endpoint).abort("why"))
                .toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String choice(String delta) {
        return event("{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}");
    }

    private static String added(String item) {
        return "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":" + item + "}";
    }

    private static String delta(String type, String field) {
        return event("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"" + type + "\",\"" + field
                + "\":\"canary\"}}");
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }
}
