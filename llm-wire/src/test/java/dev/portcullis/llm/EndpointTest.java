// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.llm.Endpoint.Listed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "OPENAI, POST, /v1/chat/completions, CHAT_COMPLETIONS",
        "OPENAI, POST, /v1/responses, RESPONSES",
        "OPENAI, POST, /v1/embeddings, EMBEDDINGS",
        "OPENAI, GET, /v1/models, MODELS",
        "OPENAI, GET, /v1/models/gpt-5.2-mini, MODELS",
        "ANTHROPIC, POST, /v1/messages, MESSAGES",
        "ANTHROPIC, POST, /v1/messages/count_tokens, COUNT_TOKENS",
        "ANTHROPIC, GET, /v1/models, MODELS",
        "COPILOT, POST, /chat/completions, CHAT_COMPLETIONS",
        "COPILOT, POST, /responses, RESPONSES",
        "COPILOT, POST, /v1/messages, MESSAGES",
        "COPILOT, POST, /embeddings, EMBEDDINGS",
        "COPILOT, GET, /models, MODELS",
    })
    void knowsWhatIsListed(Api api, String method, String path, Listed expected) {
        assertThat(Endpoint.of(api, method, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, GET, /v1/chat/completions",
        "OPENAI, post, /v1/chat/completions",
        "OPENAI, POST, /v1/chat/completions/",
        "OPENAI, POST, /V1/chat/completions",
        "OPENAI, POST, //v1/chat/completions",
        "OPENAI, POST, /v1/../v1/chat/completions",
        "OPENAI, POST, /chat/completions",
        "OPENAI, POST, /v1/messages",
        "OPENAI, GET, /v1/responses/resp_1",
        "OPENAI, DELETE, /v1/models/mine",
        "OPENAI, POST, /v1/files",
        "OPENAI, POST, /v1/batches",
        "OPENAI, GET, /v1/realtime",
        "OPENAI, POST, /v1/audio/speech",
        "OPENAI, GET, /v1/models/a/b",
        "OPENAI, GET, /models",
        "ANTHROPIC, POST, /v1/messages/batches",
        "ANTHROPIC, POST, /v1/chat/completions",
        "COPILOT, POST, /v1/chat/completions",
        "COPILOT, POST, /agents/swe",
        "COPILOT, GET, /v1/models",
    })
    void knowsNothingElse(Api api, String method, String path) {
        assertThat(Endpoint.of(api, method, path)).isEqualTo(new Endpoint.Unlisted());
    }
}
