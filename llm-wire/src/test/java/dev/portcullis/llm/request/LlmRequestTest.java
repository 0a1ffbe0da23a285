// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.LlmWireException.Problem;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.Tokens;
import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LlmRequestTest {
    private static final DetectorSet ALL = Detectors.named(Set.of("secrets", "personal"));
    private static final String CARD = "4111 1111 1111 1111";

    @Test
    void readsTheFactsOfAChat() throws Exception {
        LlmFacts facts = facts(Listed.CHAT_COMPLETIONS, """
                {"model":"gpt-5.2","stream":true,"max_completion_tokens":500,"messages":[
                 {"role":"system","content":"Be short."},
                 {"role":"user","content":[{"type":"text","text":"Who is ada@example.org?"},
                  {"type":"image_url","image_url":{"url":"https://Pictures.example/1.png"}}]},
                 {"role":"assistant","tool_calls":[{"id":"c1","type":"function",
                  "function":{"name":"find","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"nobody"}],
                 "tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object"}}}]}""");
        assertThat(facts.endpoint()).isEqualTo("chat_completions");
        assertThat(facts.model()).isEqualTo("gpt-5.2");
        assertThat(facts.stream()).isTrue();
        assertThat(facts.roles()).containsExactly("assistant", "system", "tool", "user");
        assertThat(facts.tools()).containsExactly("find");
        assertThat(facts.maxTokens()).isEqualTo(500);
        assertThat(facts.images()).isTrue();
        assertThat(facts.files()).isFalse();
        assertThat(facts.hosts()).containsExactly("pictures.example");
        assertThat(facts.stored()).isFalse();
        assertThat(facts.findings()).containsExactly("email");
        assertThat(facts.unknown()).isEmpty();
        assertThat(facts.tokenEstimate()).isBetween(30L, 60L);
    }

    @Test
    void readsTheFactsOfAResponsesRequest() throws Exception {
        LlmFacts facts = facts(Listed.RESPONSES, """
                {"model":"gpt-5.2","instructions":"Be short.","previous_response_id":"resp_1","input":[
                 {"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_file","file_id":"f"}]},
                 {"type":"function_call","call_id":"c","name":"find","arguments":"{}"},
                 {"type":"function_call_output","call_id":"c","output":"none"}],
                 "tools":[{"type":"function","name":"find"},{"type":"web_search"}]}""");
        assertThat(facts.roles()).containsExactly("system", "tool", "user");
        assertThat(facts.tools()).containsExactly("find", "web_search");
        assertThat(facts.files()).isTrue();
        assertThat(facts.stored()).as("the default of the API").isTrue();
        assertThat(facts.continued()).isTrue();
        assertThat(facts.unknown()).isEmpty();
    }

    @Test
    void readsTheFactsOfAMessagesRequest() throws Exception {
        LlmFacts facts = facts(Listed.MESSAGES, """
                {"model":"claude-opus-5","max_tokens":100,"system":[{"type":"text","text":"Be short."}],"messages":[
                 {"role":"user","content":[{"type":"document","source":{"type":"url","url":"http://10.0.0.1/x"}}]},
                 {"role":"assistant","content":[{"type":"thinking","thinking":"…","signature":"c2ln"},
                  {"type":"tool_use","id":"t","name":"find","input":{}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"none"}]}],
                 "tools":[{"name":"find","input_schema":{"type":"object"}}],
                 "mcp_servers":[{"type":"url","name":"docs","url":"https://mcp.example"}]}""");
        assertThat(facts.roles()).containsExactly("assistant", "system", "tool", "user");
        assertThat(facts.tools()).containsExactly("find", "mcp:docs");
        assertThat(facts.files()).isTrue();
        assertThat(facts.hosts()).containsExactly("10.0.0.1", "mcp.example");
        assertThat(facts.maxTokens()).isEqualTo(100);
        assertThat(facts.unknown()).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("unknownParts")
    void reportsWhatItDoesNotKnow(Listed endpoint, String place, String body) throws Exception {
        assertThat(facts(endpoint, body).unknown()).containsExactly(place);
    }

    static Stream<Arguments> unknownParts() {
        return Stream.of(
                Arguments.of(Listed.CHAT_COMPLETIONS, "extra", "{\"messages\":[],\"extra\":\"x\"}"),
                Arguments.of(
                        Listed.CHAT_COMPLETIONS,
                        "messages[0].note",
                        "{\"messages\":[{\"role\":\"user\",\"note\":{}}]}"),
                Arguments.of(Listed.CHAT_COMPLETIONS, "messages[0].role", "{\"messages\":[{\"role\":\"root\"}]}"),
                Arguments.of(
                        Listed.CHAT_COMPLETIONS,
                        "messages[0].content[0]",
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"smell\",\"smell\":\"x\"}]}]}"),
                Arguments.of(Listed.RESPONSES, "input[0]", "{\"input\":[{\"type\":\"dream\",\"dream\":\"x\"}]}"),
                Arguments.of(
                        Listed.MESSAGES,
                        "messages[0].content[0].more",
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"more\":\"x\"}]}]}"),
                Arguments.of(Listed.EMBEDDINGS, "input[0]", "{\"input\":[[1,2,3]]}"),
                Arguments.of(Listed.CHAT_COMPLETIONS, "tools[0]", "{\"tools\":[{\"type\":\"function\"}]}"));
    }

    @Test
    void findsWhatIsHiddenInOtherCharacters() throws Exception {
        String fullWidth = "４１１１ １１１１ １１１１ １１１１";
        String split = "ghp_\u200babcdefghij0123456789abcdefghij012345";
        assertThat(facts(Listed.CHAT_COMPLETIONS, chat(fullWidth)).findings()).contains("pan");
        assertThat(facts(Listed.CHAT_COMPLETIONS, chat(split)).findings()).contains("github-token");
        assertThat(facts(Listed.CHAT_COMPLETIONS, chat("nothing")).findings()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void masksEveryPlace(String place, Listed endpoint, String body) throws Exception {
        LlmRequest request = read(endpoint, body);
        assertThat(request.texts()).anySatisfy(text -> assertThat(text.text()).contains("4111"));
        String masked = text(request.masked(TextMask.redacting(ALL)));
        assertThat(masked).doesNotContain("4111").contains("[redacted]");
        assertThat(read(endpoint, masked).facts().findings()).isEmpty();
    }

    static Stream<Arguments> places() {
        return Stream.of(
                place(
                        "text of a message",
                        Listed.CHAT_COMPLETIONS,
                        "\"messages\":[{\"role\":\"user\",\"content\":\"@\"}]"),
                place(
                        "part of a message",
                        Listed.CHAT_COMPLETIONS,
                        "\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"@\"}]}]"),
                place(
                        "arguments of an earlier call",
                        Listed.CHAT_COMPLETIONS,
                        "\"messages\":[{\"tool_calls\":[{\"function\":{\"arguments\":\"{\\\"a\\\":\\\"@\\\"}\"}}]}]"),
                place(
                        "description of a tool",
                        Listed.CHAT_COMPLETIONS,
                        "\"tools\":[{\"function\":{\"description\":\"@\"}}]"),
                place(
                        "schema of a tool",
                        Listed.CHAT_COMPLETIONS,
                        "\"tools\":[{\"function\":{\"parameters\":{\"enum\":[\"@\"]}}}]"),
                place("metadata", Listed.CHAT_COMPLETIONS, "\"metadata\":{\"k\":\"@\"}"),
                place("user", Listed.CHAT_COMPLETIONS, "\"user\":\"@\""),
                place("a field nobody knows", Listed.CHAT_COMPLETIONS, "\"new\":{\"deep\":[{\"er\":\"@\"}]}"),
                place("instructions", Listed.RESPONSES, "\"instructions\":\"@\""),
                place("input text", Listed.RESPONSES, "\"input\":\"@\""),
                place(
                        "output of a tool",
                        Listed.RESPONSES,
                        "\"input\":[{\"type\":\"function_call_output\",\"output\":\"@\"}]"),
                place("system", Listed.MESSAGES, "\"system\":\"@\""),
                place(
                        "tool result",
                        Listed.MESSAGES,
                        "\"messages\":[{\"content\":[{\"type\":\"tool_result\",\"content\":[{\"type\":\"text\",\"text\":\"@\"}]}]}]"),
                place(
                        "plain document",
                        Listed.MESSAGES,
                        "\"messages\":[{\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"@\"}}]}]"),
                place(
                        "input of an earlier call",
                        Listed.MESSAGES,
                        "\"messages\":[{\"content\":[{\"input\":{\"q\":\"@\"}}]}]"),
                place("embedded text", Listed.EMBEDDINGS, "\"input\":[\"@\"]"),
                Arguments.of(
                        "number",
                        Listed.MESSAGES,
                        "{\"messages\":[{\"content\":[{\"input\":{\"card\":4111111111111111}}]}]}"),
                Arguments.of("number elsewhere", Listed.MESSAGES, "{\"x\":4111111111111111}"));
    }

    private static Arguments place(String name, Listed endpoint, String body) {
        return Arguments.of(name, endpoint, "{" + body.replace("@", "card " + CARD) + "}");
    }

    @Test
    void findsASecretByTheNameItStandsBehind() throws Exception {
        String body =
                "{\"messages\":[{\"content\":[{\"type\":\"tool_use\",\"input\":{\"password\":\"correct horse\"}}]}]}";
        assertThat(text(read(Listed.MESSAGES, body).masked(TextMask.redacting(ALL))))
                .contains("{\"password\":\"[redacted]\"}");
    }

    @Test
    void leavesSignaturesAndEncodedFilesAlone() throws Exception {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"\","
                + "\"signature\":\"4111111111111111\"},{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                + "\"data\":\"4111111111111111\"}}]}]}";
        assertThat(text(read(Listed.MESSAGES, body).masked(TextMask.redacting(ALL))))
                .isEqualTo(body);
    }

    @Test
    void refusesToMaskAName() {
        assertThatThrownBy(() -> read(Listed.CHAT_COMPLETIONS, "{\"metadata\":1,\"x\":{\"ada@example.org\":1}}")
                        .masked(TextMask.redacting(ALL)))
                .isInstanceOfSatisfying(
                        LlmWireException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNMASKABLE))
                .hasMessageNotContaining("ada");
    }

    @Test
    void hidesReversibly() throws Exception {
        var tokens = new Tokens(ALL);
        String sent = text(
                read(Listed.CHAT_COMPLETIONS, chat("Write to ada@example.org")).masked(tokens.hiding()));
        assertThat(sent).contains("Write to [redacted-email-1]").doesNotContain("ada@");
    }

    @Test
    void writesWhatItReadAndNothingElse() throws Exception {
        String body = "{\"model\":\"m\",\"temperature\":0.70,\"seed\":12345678901234567890,\"n\":1e2,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\\n\\ud83d\\ude00\"}]}";
        assertThat(text(read(Listed.CHAT_COMPLETIONS, body)))
                .isEqualTo("{\"model\":\"m\",\"temperature\":0.70,\"seed\":12345678901234567890,\"n\":1E+2,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"é\\n😀\"}]}");
    }

    @Test
    void limitsTheAnswer() throws Exception {
        assertThat(text(read(Listed.MESSAGES, "{\"max_tokens\":9000}").limited(1000)))
                .isEqualTo("{\"max_tokens\":1000}");
        assertThat(text(read(Listed.MESSAGES, "{\"max_tokens\":90}").limited(1000)))
                .isEqualTo("{\"max_tokens\":90}");
        assertThat(text(read(Listed.RESPONSES, "{}").limited(1000))).isEqualTo("{\"max_output_tokens\":1000}");
        assertThat(text(read(Listed.CHAT_COMPLETIONS, "{\"max_tokens\":9000}").limited(1000)))
                .isEqualTo("{\"max_tokens\":1000}");
        assertThat(text(read(Listed.CHAT_COMPLETIONS, "{\"max_tokens\":9,\"max_completion_tokens\":9000}")
                        .limited(10)))
                .isEqualTo("{\"max_tokens\":9,\"max_completion_tokens\":10}");
        assertThat(text(read(Listed.CHAT_COMPLETIONS, "{}").limited(10))).isEqualTo("{\"max_completion_tokens\":10}");
    }

    @Test
    void countsTheAnswerAsOftenAsThereAreChoices() throws Exception {
        assertThat(facts(Listed.CHAT_COMPLETIONS, "{\"max_tokens\":9,\"n\":1}").maxTokens())
                .isEqualTo(9);
        assertThat(facts(Listed.CHAT_COMPLETIONS, "{\"max_tokens\":9,\"n\":4}").maxTokens())
                .isEqualTo(36);
        assertThat(facts(Listed.CHAT_COMPLETIONS, "{\"max_tokens\":9223372036854775807,\"n\":4}")
                        .maxTokens())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(facts(Listed.CHAT_COMPLETIONS, "{\"n\":4}").maxTokens()).isNull();
        assertThatThrownBy(() -> facts(Listed.CHAT_COMPLETIONS, "{\"max_tokens\":9,\"n\":\"4\"}"))
                .isInstanceOf(LlmWireException.class);
    }

    @Test
    void asksForNoStorageAndForUsage() throws Exception {
        assertThat(text(read(Listed.RESPONSES, "{\"store\":true}").unstored())).isEqualTo("{\"store\":false}");
        assertThat(text(read(Listed.CHAT_COMPLETIONS, "{\"stream\":true}").withUsage()))
                .isEqualTo("{\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(text(read(Listed.CHAT_COMPLETIONS, "{}").withUsage())).isEqualTo("{}");
    }

    @Test
    void takesNoBodyForAListOfModels() throws Exception {
        assertThat(read(Listed.MODELS, "").facts().endpoint()).isEqualTo("models");
        assertThatThrownBy(() -> read(Listed.MODELS, "{}")).isInstanceOf(LlmWireException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refusesWhatReadersCouldUnderstandDifferently(String name, Problem problem, byte[] body) {
        assertThatThrownBy(() -> LlmRequest.read(Listed.CHAT_COMPLETIONS, ByteBuffer.wrap(body), ALL)
                        .facts())
                .isInstanceOfSatisfying(
                        LlmWireException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageNotContaining("canary");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                broken("empty", Problem.MALFORMED, ""),
                broken("no object", Problem.MALFORMED, "[\"canary\"]"),
                broken("cut off", Problem.MALFORMED, "{\"model\":\"canary"),
                broken("key twice", Problem.MALFORMED, "{\"model\":\"canary\",\"model\":\"b\"}"),
                broken("key twice, once escaped", Problem.MALFORMED, "{\"model\":\"canary\",\"mod\\u0065l\":\"b\"}"),
                broken(
                        "key twice, deep",
                        Problem.MALFORMED,
                        "{\"messages\":[{\"content\":\"canary\",\"content\":\"\"}]}"),
                broken("something behind it", Problem.MALFORMED, "{} {\"model\":\"canary\"}"),
                broken("comment", Problem.MALFORMED, "{/* canary */}"),
                broken("single quotes", Problem.MALFORMED, "{'model':'canary'}"),
                broken("trailing comma", Problem.MALFORMED, "{\"model\":\"canary\",}"),
                broken("not a number", Problem.MALFORMED, "{\"temperature\":NaN}"),
                broken("half a character", Problem.MALFORMED, "{\"model\":\"canary\\ud83d\"}"),
                broken("line end in a string", Problem.MALFORMED, "{\"model\":\"canary\n\"}"),
                broken("byte order mark", Problem.MALFORMED, "\ufeff{\"model\":\"canary\"}"),
                broken("stream as text", Problem.MALFORMED, "{\"stream\":\"true\"}"),
                broken("limit as text", Problem.MALFORMED, "{\"max_tokens\":\"1\"}"),
                broken("limit of nothing", Problem.MALFORMED, "{\"max_tokens\":0}"),
                broken("no limit, as some understand it", Problem.MALFORMED, "{\"max_completion_tokens\":-1}"),
                broken("limit as fraction", Problem.MALFORMED, "{\"max_tokens\":1.5}"),
                broken("too deep", Problem.TOO_LARGE, "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"),
                Arguments.of("not UTF-8", Problem.MALFORMED, new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}),
                Arguments.of("overlong UTF-8", Problem.MALFORMED, new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"'}),
                Arguments.of(
                        "UTF-16", Problem.MALFORMED, "{\"model\":\"canary\"}".getBytes(StandardCharsets.UTF_16LE)));
    }

    private static Arguments broken(String name, Problem problem, String body) {
        return Arguments.of(name, problem, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String chat(String text) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static LlmFacts facts(Listed endpoint, String body) throws LlmWireException {
        return read(endpoint, body).facts();
    }

    private static LlmRequest read(Listed endpoint, String body) throws LlmWireException {
        return LlmRequest.read(endpoint, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), ALL);
    }

    private static String text(LlmRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }
}
