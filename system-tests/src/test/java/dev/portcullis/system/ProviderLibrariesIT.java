// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The providers' own libraries for Java, told nothing but another address and a token for a key.
class ProviderLibrariesIT {
    private static final RunningPortcullis PORTCULLIS = RunningPortcullis.shared();
    private static final OpenAIClient OPENAI = openai(PORTCULLIS.token("agent"));
    private static final AnthropicClient ANTHROPIC = AnthropicOkHttpClient.builder()
            .baseUrl(base("claude"))
            .apiKey(PORTCULLIS.token("agent"))
            .maxRetries(0)
            .build();

    /// Long enough for the sample policy to want somebody to look at it.
    private static final String LARGE = "All of this is about a customer. ".repeat(3_000);

    /// Longer than the line to a streaming client is silent.
    private static final Duration LONG = Duration.ofSeconds(17);

    @AfterAll
    static void close() {
        OPENAI.close();
        ANTHROPIC.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void giveTheirUsersAMaskedAnswer(boolean streamed) {
        assertThat(text(openai("Who is the first customer?", streamed))).contains("Ada Example", "[redacted]");
        assertThat(text(anthropic("Who is the first customer?", streamed)))
                .contains("Ada Example", "[redacted]")
                .doesNotContain("@");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void giveTheirUsersTheCallsThatPolicyLetsPassAndSayWhyNotTheOthers(boolean streamed) {
        ChatCompletion completion = openai("Please tidy up.", streamed);
        assertThat(completion.choices().getFirst().message().toolCalls().orElseThrow())
                .extracting(ProviderLibrariesIT::name)
                .containsExactly("send_mail");
        assertThat(text(completion)).contains("I will tidy up.", "Tools that destroy are not called here.");

        Message message = anthropic("Please tidy up.", streamed);
        assertThat(message.content().stream()
                        .map(ContentBlock::toolUse)
                        .flatMap(Optional::stream)
                        .map(call -> call.name()))
                .containsExactly("send_mail");
        assertThat(text(message)).contains("Tools that destroy are not called here.");
    }

    @Test
    void reportRefusalsAsTheyReportTheProviders() {
        assertThatThrownBy(() -> openai("hello", "somebody-elses", false))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("Portcullis");
        assertThatThrownBy(() -> openai("hello", "somebody-elses", true))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("Portcullis");
        OpenAIClient stranger = openai("not-a-token");
        assertThatThrownBy(() -> stranger.chat().completions().create(question("hello", "sample-small")))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    /// Both wait longer than a silent line lasts: one is let through, the other is not.
    @Test
    void waitForPeopleAndAreToldInTheStreamWhatTheySaid() throws Exception {
        HeldCommands held = new HeldCommands(PORTCULLIS);
        // The common pool may have one thread only, and both have to wait at once.
        Executor threads = Thread::startVirtualThread;
        CompletableFuture<ChatCompletion> approved = CompletableFuture.supplyAsync(() -> openai(LARGE, true), threads);
        CompletableFuture<Message> rejected = CompletableFuture.supplyAsync(() -> anthropic(LARGE, true), threads);
        JsonNode first = held.awaitPending("/v1/chat/completions");
        JsonNode second = held.awaitPending("/v1/messages");
        Thread.sleep(LONG);
        assertThat(approved).isNotDone();
        assertThat(rejected).isNotDone();
        assertThat(held.vote(first, "approver", true, "").statusCode()).isEqualTo(200);
        assertThat(held.vote(second, "approver", false, "far too long").statusCode())
                .isEqualTo(200);

        assertThat(text(approved.join())).contains("Ada Example");
        assertThatThrownBy(rejected::join).hasStackTraceContaining("far too long");
    }

    private static ChatCompletion openai(String prompt, boolean streamed) {
        return openai(prompt, "sample-large", streamed);
    }

    private static ChatCompletion openai(String prompt, String model, boolean streamed) {
        ChatCompletionCreateParams question = question(prompt, model);
        if (!streamed) {
            return OPENAI.chat().completions().create(question);
        }
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                OPENAI.chat().completions().createStreaming(question)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private static ChatCompletionCreateParams question(String prompt, String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(prompt)
                .build();
    }

    private static Message anthropic(String prompt, boolean streamed) {
        MessageCreateParams question = MessageCreateParams.builder()
                .model("sample-large")
                .maxTokens(500)
                .addUserMessage(prompt)
                .build();
        if (!streamed) {
            return ANTHROPIC.messages().create(question);
        }
        MessageAccumulator whole = MessageAccumulator.create();
        try (com.anthropic.core.http.StreamResponse<RawMessageStreamEvent> stream =
                ANTHROPIC.messages().createStreaming(question)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElse("");
    }

    private static String text(Message message) {
        return message.content().stream()
                .map(ContentBlock::text)
                .flatMap(Optional::stream)
                .map(block -> block.text())
                .collect(Collectors.joining("\n"));
    }

    private static String name(ChatCompletionMessageToolCall call) {
        return call.asFunction().function().name();
    }

    private static OpenAIClient openai(String token) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(base("llm") + "/v1")
                .apiKey(token)
                .maxRetries(0)
                .build();
    }

    private static String base(String connection) {
        return "http://localhost:" + PORTCULLIS.port("edge") + "/c/" + connection;
    }
}
