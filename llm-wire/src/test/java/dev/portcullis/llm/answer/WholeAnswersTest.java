// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.answer.AnswerSummary.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeAnswersTest {
    @Test
    void masksAChatAndTakesOutWhatIsDenied() throws Exception {
        assertThat(guarded(Listed.CHAT_COMPLETIONS, """
                        {"id":"c","model":"gpt-5.2","choices":[{"index":0,"finish_reason":"tool_calls","logprobs":{"content":[]},
                        "message":{"role":"assistant","content":"Mail ada@example.org","tool_calls":[
                        {"id":"1","type":"function","function":{"name":"drop_table","arguments":"{}"}},
                        {"id":"2","type":"function","function":{"name":"send","arguments":"{\\"to\\":\\"ada@example.org\\"}"}}
                        ]}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"""))
                .isEqualTo("{\"id\":\"c\",\"model\":\"gpt-5.2\",\"choices\":[{\"index\":0,"
                        + "\"finish_reason\":\"tool_calls\",\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"Mail [redacted]\\n\\ndrop_table is not allowed.\",\"tool_calls\":["
                        + "{\"id\":\"2\",\"type\":\"function\",\"function\":{\"name\":\"send\","
                        + "\"arguments\":\"{\\\"to\\\":\\\"[redacted]\\\"}\"}}]}}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
    }

    @Test
    void doesNotTellACallerToCallWhatWasTakenOut() throws Exception {
        assertThat(guarded(Listed.CHAT_COMPLETIONS, """
                        {"choices":[{"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[
                        {"id":"1","type":"function","function":{"name":"drop_table","arguments":"{}"}}]}}]}"""))
                .isEqualTo("{\"choices\":[{\"finish_reason\":\"stop\","
                        + "\"message\":{\"content\":\"drop_table is not allowed.\"}}]}");
        assertThat(guarded(Listed.CHAT_COMPLETIONS, """
                        {"choices":[{"finish_reason":"function_call","message":{"content":"",
                        "function_call":{"name":"drop_table","arguments":"{}"}}}]}"""))
                .isEqualTo("{\"choices\":[{\"finish_reason\":\"stop\","
                        + "\"message\":{\"content\":\"drop_table is not allowed.\"}}]}");
        assertThat(guarded(Listed.MESSAGES, """
                        {"content":[{"type":"tool_use","id":"1","name":"drop_table","input":{}}],"stop_reason":"tool_use"}"""))
                .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"drop_table is not allowed.\"}],"
                        + "\"stop_reason\":\"end_turn\"}");
    }

    @Test
    void masksAMessageAndDropsAThoughtThatWouldHaveToChange() throws Exception {
        assertThat(guarded(Listed.MESSAGES, """
                        {"model":"claude-opus-5","content":[{"type":"thinking","thinking":"ada@example.org","signature":"c2ln"},
                        {"type":"thinking","thinking":"fine","signature":"c2ln"},{"type":"redacted_thinking","data":"c2ln"},
                        {"type":"text","text":"ada@example.org"},
                        {"type":"tool_use","id":"2","name":"send","input":{"to":"ada@example.org"}}],
                        "stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":4}}"""))
                .isEqualTo("{\"model\":\"claude-opus-5\",\"content\":["
                        + "{\"type\":\"thinking\",\"thinking\":\"fine\",\"signature\":\"c2ln\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"c2ln\"},"
                        + "{\"type\":\"text\",\"text\":\"[redacted]\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"2\",\"name\":\"send\",\"input\":{\"to\":\"[redacted]\"}}],"
                        + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}");
    }

    @Test
    void masksAResponse() throws Exception {
        assertThat(guarded(Listed.RESPONSES, """
                        {"id":"r","status":"completed","output":[
                        {"id":"m","type":"message","content":[{"type":"output_text","text":"ada@example.org","logprobs":[1]}]},
                        {"id":"f","type":"function_call","call_id":"1","name":"drop_table","arguments":"{}"},
                        {"id":"s","type":"local_shell_call","call_id":"2","action":{"command":["echo","ada@example.org"]}}]}"""))
                .isEqualTo("{\"id\":\"r\",\"status\":\"completed\",\"output\":["
                        + "{\"id\":\"m\",\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
                        + "\"text\":\"[redacted]\",\"logprobs\":[]}]},"
                        + "{\"id\":\"f\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\","
                        + "\"content\":[{\"type\":\"output_text\",\"text\":\"drop_table is not allowed.\","
                        + "\"annotations\":[]}]},"
                        + "{\"id\":\"s\",\"type\":\"local_shell_call\",\"call_id\":\"2\","
                        + "\"action\":{\"command\":[\"echo\",\"[redacted]\"]}}]}");
    }

    @Test
    void masksErrorsAllOver() throws Exception {
        AnswerGuard guard = AnswerGuard.of(Listed.MESSAGES, 400, "application/json", Samples.RULES);
        guard.feed(
                bytes(
                        "{\"type\":\"error\",\"error\":{\"message\":\"no ada@example.org here\",\"x\":[\"4111111111111111\"]}}"));
        assertThat(text(guard.end()))
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":{\"message\":\"no [redacted] here\",\"x\":[\"[redacted]\"]}}");
    }

    @Test
    void leavesVectorsAlone() throws Exception {
        String body = "{\"data\":[{\"embedding\":[0.1,-2E-7,4111111111111111]},{\"embedding\":\"QUJD\"}],"
                + "\"model\":\"e\",\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}";
        AnswerGuard guard = AnswerGuard.of(Listed.EMBEDDINGS, 200, "application/json", Samples.RULES);
        guard.feed(bytes(body));
        assertThat(text(guard.end())).isEqualTo(body);
        assertThat(guard.summary().usage()).isEqualTo(new Usage(4, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS | {'prompt_tokens':10,'completion_tokens':2,'prompt_tokens_details':{'cached_tokens':6}} | 10,2,6,0",
                "CHAT_COMPLETIONS | {'prompt_tokens':10,'completion_tokens':2,'prompt_tokens_details':{'cached_tokens':60}} | 10,2,10,0",
                "RESPONSES | {'input_tokens':10,'output_tokens':2,'input_tokens_details':{'cached_tokens':6}} | 10,2,6,0",
                "MESSAGES | {'input_tokens':10,'output_tokens':2,'cache_read_input_tokens':6,'cache_creation_input_tokens':3} | 19,2,6,3"
            })
    void countsWhatTheProvidersCacheHad(Listed endpoint, String usage, String counted) throws Exception {
        AnswerGuard guard = AnswerGuard.of(endpoint, 200, "application/json", Samples.RULES);
        String body = switch (endpoint) {
            case MESSAGES -> "{'type':'message','role':'assistant','content':[],'usage':" + usage + "}";
            case RESPONSES -> "{'object':'response','output':[],'usage':" + usage + "}";
            default -> "{'object':'chat.completion','choices':[],'usage':" + usage + "}";
        };
        guard.feed(bytes(body.replace('\'', '"')));
        guard.end();

        Usage found = Objects.requireNonNull(guard.summary().usage());
        assertThat(found.input() + "," + found.output() + "," + found.fromCache() + "," + found.toCache())
                .isEqualTo(counted);
    }

    @Test
    void holdsEverythingBackUntilItIsWhole() throws Exception {
        AnswerGuard guard = AnswerGuard.of(Listed.MODELS, 200, "application/json", Samples.RULES);
        for (byte b : "{\"data\":[{\"id\":\"m\"}]}".getBytes(StandardCharsets.UTF_8)) {
            assertThat(guard.feed(ByteBuffer.wrap(new byte[] {b})).hasRemaining())
                    .isFalse();
        }
        assertThat(text(guard.end())).isEqualTo("{\"data\":[{\"id\":\"m\"}]}");
    }

    @Test
    void refusesWhatItCannotLookInto() {
        assertRefused(Listed.CHAT_COMPLETIONS, Problem.MALFORMED, "{\"choices\":[");
        assertRefused(Listed.CHAT_COMPLETIONS, Problem.MALFORMED, "{\"a\":1,\"a\":2}");
        assertRefused(
                Listed.CHAT_COMPLETIONS,
                Problem.UNMASKABLE,
                "{\"choices\":[{\"message\":{\"audio\":{\"data\":\"\"}}}]}");
        assertRefused(Listed.CHAT_COMPLETIONS, Problem.UNMASKABLE, "{\"ada@example.org\":1}");
        assertRefused(Listed.MESSAGES, Problem.UNKNOWN_CONTENT, "{\"content\":[{\"type\":\"dream\"}]}");
        assertRefused(Listed.RESPONSES, Problem.UNKNOWN_CONTENT, "{\"output\":[{\"type\":\"image_generation_call\"}]}");
    }

    @Test
    void endsAsAnErrorThatLibrariesShow() {
        assertThat(new String(ErrorBody.bytes(Listed.MESSAGES, "not-permitted", "no"), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"no\"}}");
        assertThat(new String(ErrorBody.bytes(Listed.RESPONSES, "not-permitted", "no"), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"message\":\"no\",\"type\":\"portcullis_error\",\"param\":null,"
                        + "\"code\":\"not-permitted\"}}");
    }

    private static void assertRefused(Listed endpoint, Problem problem, String body) {
        assertThatThrownBy(() -> guarded(endpoint, body))
                .isInstanceOfSatisfying(
                        LlmWireException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageNotContaining("ada@");
    }

    private static String guarded(Listed endpoint, String body) throws LlmWireException {
        AnswerGuard guard = AnswerGuard.of(endpoint, 200, "application/json; charset=utf-8", Samples.RULES);
        guard.feed(bytes(body));
        return text(guard.end());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
