// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of a language model is verified, judged, masked and recorded, and never sees the model's key.
class LanguageModelIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION = "Tell me of a customer.";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @ParameterizedTest(name = "{0}{1}, streamed: {2}")
    @CsvSource({
        "llm, /v1/chat/completions, false",
        "llm, /v1/chat/completions, true",
        "copilot, /chat/completions, false",
        "copilot, /chat/completions, true",
        "claude, /v1/messages, false",
        "claude, /v1/messages, true"
    })
    void anAnswerComesMasked(String connection, String path, boolean streamed) throws IOException {
        HttpResponse<String> answer = portcullis.rest(
                "POST", "/c/" + connection + path, portcullis.token("agent"), question("sample-small", streamed));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String text = streamed ? pieces(answer.body()) : answer.body();
        assertThat(text)
                .contains("The first customer is", "[redacted]")
                .doesNotContain("@")
                .doesNotContainPattern("\\d{4} ?\\d{4} ?\\d{4}");
        assertThat(answer.body()).doesNotContain(secret("model_api_key"), secret("model_github_credential"));
    }

    @Test
    void whatPolicyDoesNotListIsRefusedInTheProvidersTerms() {
        HttpResponse<String> openai =
                portcullis.rest("POST", "/c/llm" + CHAT, portcullis.token("agent"), question("somebody-elses", false));
        assertThat(openai.statusCode()).isEqualTo(403);
        assertThat(JsonMapper.shared()
                        .readTree(openai.body())
                        .path("error")
                        .path("code")
                        .asString())
                .isEqualTo("not-permitted");

        HttpResponse<String> anthropic = portcullis.rest(
                "POST", "/c/claude/v1/messages", portcullis.token("agent"), question("somebody-elses", false));
        assertThat(anthropic.statusCode()).isEqualTo(403);
        assertThat(JsonMapper.shared().readTree(anthropic.body()).path("type").asString())
                .isEqualTo("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not-a-token"})
    void nobodyAsksWithoutAToken(String token) {
        assertThat(portcullis
                        .rest("POST", "/c/llm" + CHAT, token, question("sample-small", false))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPrivateKeyDoesNotLeaveAndTheRestOfTheSessionGoesOn() {
        String token = portcullis.token("agent");
        Map<String, Object> leak = Map.of(
                "model",
                "sample-small",
                "messages",
                List.of(
                        Map.of(
                                "role",
                                "user",
                                "content",
                                "Is this right? -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----")));

        assertThat(portcullis.rest("POST", "/c/llm" + CHAT, token, leak).statusCode())
                .isEqualTo(403);
        assertThat(portcullis
                        .rest("POST", "/c/llm" + CHAT, token, question("sample-small", false))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatWasAskedAndAnsweredIsReplayedMaskedWithoutTheKey() throws IOException {
        String token = portcullis.token("developer");
        portcullis.rest("POST", "/c/llm" + CHAT, token, question("sample-small", false));
        String[] text = new String[1];
        await("the request is recorded").atMost(Duration.ofMinutes(2)).until(() -> {
            JsonNode sessions = portcullis.json(
                    "/api/audit/v1/sessions?connection=llm&identity=developer", portcullis.token("auditor"));
            text[0] = sessions.path("items").isEmpty()
                    ? ""
                    : portcullis
                            .script(
                                    "replay",
                                    sessions.path("items").path(0).path("id").asString())
                            .text();
            return text[0].contains("The first customer is");
        });
        assertThat(text[0])
                .contains("POST " + CHAT, QUESTION, "[redacted]")
                .doesNotContain(token, secret("model_api_key"));
    }

    private static Map<String, Object> question(String model, boolean streamed) {
        return Map.of(
                "model",
                model,
                "stream",
                streamed,
                "max_tokens",
                200,
                "messages",
                List.of(Map.of("role", "user", "content", QUESTION)));
    }

    /// The text of a streamed answer, put together again.
    private static String pieces(String stream) {
        StringBuilder text = new StringBuilder();
        stream.lines().filter(line -> line.startsWith("data: {")).forEach(line -> {
            JsonNode piece = JsonMapper.shared().readTree(line.substring("data: ".length()));
            text.append(
                    piece.path("choices").path(0).path("delta").path("content").asString(""));
            text.append(piece.path("delta").path("text").asString(""));
        });
        return text.toString();
    }

    private String secret(String name) throws IOException {
        return Files.readString(portcullis.home().resolve("secrets").resolve(name + ".password"))
                .strip();
    }
}
