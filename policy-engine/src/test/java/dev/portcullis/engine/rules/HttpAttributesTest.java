// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.testing.Requests;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAttributesTest {
    private static final LlmFacts CHAT = new LlmFacts(
            "chat_completions",
            "gpt-5-mini",
            true,
            List.of("system", "user"),
            List.of("run_query"),
            180,
            512L,
            false,
            false,
            List.of(),
            false,
            false,
            List.of(),
            List.of());

    private final ConditionCompiler compiler = new ConditionCompiler();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command.kind == 'http'",
                "http.method == 'POST' && http.host == 'api.openai.com' && http.path.matches('^/v1/')",
                "http.query['trace'] == ['a', 'b'] && !('key' in http.query)",
                "http.headers['accept'].startsWith('text/') && http.contentType == 'application/json'",
                "http.bodyBytes < 1000 && http.findings.size() == 0",
                "llm.endpoint == 'chat_completions' && llm.model in ['gpt-5-mini', 'gpt-5'] && llm.stream",
                "llm.tools.all(t, t in ['run_query']) && llm.roles == ['system', 'user']",
                "llm.tokenEstimate <= 200 && has(llm.maxTokens) && llm.maxTokens <= 512",
                "!llm.images && !llm.files && !llm.stored && !llm.continued",
                "llm.hosts == [] && llm.findings == [] && llm.unknown == []"
            })
    void everyAttributeCanBeRead(String text) throws ConditionException {
        assertThat(evaluate(text, CHAT)).isEqualTo(Condition.Outcome.HOLDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm.model in ['gpt-5-mini']", "llm.endpoint != ''", "has(llm.maxTokens)", "llm.stream"})
    void aRequestToNoModelMeetsNoConditionOnModels(String text) throws ConditionException {
        assertThat(evaluate(text, null)).isEqualTo(Condition.Outcome.HOLDS_NOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sql.readOnly", "!sql.writes", "llm.maxTokens <= 10"})
    void whatIsNotThereCannotBeRead(String text) throws ConditionException {
        assertThat(evaluate(text, null)).isInstanceOf(Condition.Outcome.Failed.class);
    }

    @Test
    void protectedFilesAreReadWhereSomebodyHasLookedForThem() throws ConditionException {
        String text = "'roadmap.md' in http.protectedFiles";
        assertThat(evaluate(text, null, List.of("roadmap.md"))).isEqualTo(Condition.Outcome.HOLDS);
        assertThat(evaluate(text, null, List.of())).isEqualTo(Condition.Outcome.HOLDS_NOT);
        assertThat(evaluate(text, null, null)).isInstanceOf(Condition.Outcome.Failed.class);
    }

    @Test
    void nothingIsReadOfABodyThatPassesUnread() throws ConditionException {
        HttpFacts said = unread(5_000);
        assertThat(judge("http.method == 'PUT' && http.bodyBytes < 6000", said)).isEqualTo(Condition.Outcome.HOLDS);
        assertThat(judge("http.bodyBytes < 5000", said)).isEqualTo(Condition.Outcome.HOLDS_NOT);
        assertThat(judge("'secret' in http.findings", said)).isInstanceOf(Condition.Outcome.Failed.class);
        assertThat(judge("http.findings.size() == 0", said)).isInstanceOf(Condition.Outcome.Failed.class);
        assertThat(judge("http.protectedFiles.size() == 0", said)).isInstanceOf(Condition.Outcome.Failed.class);
        assertThat(judge("has(http.findings)", said)).isEqualTo(Condition.Outcome.HOLDS_NOT);

        HttpFacts unsaid = unread(HttpFacts.UNKNOWN_SIZE);
        assertThat(judge("http.bodyBytes < 6000", unsaid)).isInstanceOf(Condition.Outcome.Failed.class);
        assertThat(judge("http.path == '/files/a'", unsaid)).isEqualTo(Condition.Outcome.HOLDS);
    }

    private static HttpFacts unread(long bytes) {
        return new HttpFacts("PUT", "files", "/files/a", Map.of(), Map.of(), "", bytes, null, null, null);
    }

    private Condition.Outcome judge(String text, HttpFacts facts) throws ConditionException {
        return compiler.compile(Scope.COMMAND, text)
                .evaluate(Attributes.of(Requests.http(facts, "agents"), Requests.orders()));
    }

    private Condition.Outcome evaluate(String text, @Nullable LlmFacts llm) throws ConditionException {
        return evaluate(text, llm, null);
    }

    private Condition.Outcome evaluate(String text, @Nullable LlmFacts llm, @Nullable List<String> protectedFiles)
            throws ConditionException {
        HttpFacts facts = new HttpFacts(
                "POST",
                "api.openai.com",
                "/v1/chat/completions",
                Map.of("trace", List.of("a", "b")),
                Map.of("accept", "text/event-stream"),
                "application/json",
                812,
                List.of(),
                llm,
                protectedFiles);
        return compiler.compile(Scope.COMMAND, text)
                .evaluate(Attributes.of(Requests.http(facts, "agents"), Requests.orders()));
    }
}
