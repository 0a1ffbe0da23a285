// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import dev.portcullis.llm.Endpoint.Listed;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.answer.AnswerGuard;
import dev.portcullis.llm.answer.AnswerRules;
import dev.portcullis.local.tls.LocalAuthority;
import dev.portcullis.masking.Detectors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class SampleModelTest {
    private static final UpstreamKeys KEYS = new UpstreamKeys("api-key", "gho_sample");
    private static final AnswerRules RULES = new AnswerRules(
            TextMask.redacting(Detectors.named(Set.of("secrets", "personal"))),
            call -> call.name().equals("drop_table") ? new Verdict.Deny("Not here.") : new Verdict.Allow());

    private static HttpsServer server;
    private static HttpClient client;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        LocalAuthority authority = LocalAuthority.open(directory, Clock.systemUTC());
        LocalAuthority.ServerCertificate certificate = authority.loopbackCertificate("model");
        server = SampleModel.start(
                certificate.certificate().toString(), certificate.key().toString(), KEYS);
        var trusted = PemSslStoreDetails.forCertificate(
                directory.resolve("ca.crt").toUri().toString());
        client = HttpClient.newBuilder()
                .sslContext(SslBundle.of(new PemSslStoreBundle(null, trusted)).createSslContext())
                .build();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, Authorization, Bearer wrong",
        "/v1/chat/completions, Authorization, api-key",
        "/v1/messages, x-api-key, ''",
        "/v1/models, x-api-key, wrong",
        "/copilot/chat/completions, Authorization, Bearer api-key",
        "/copilot_internal/v2/token, Authorization, Bearer gho_sample",
        "/anything, Authorization, token gho_sample",
    })
    void demandsItsOwnCredential(String path, String header, String value) throws Exception {
        assertThat(send(post(path, "{}").header(header, value)).statusCode()).isEqualTo(401);
    }

    @Test
    void givesShortLivedTokensForAGitHubCredential() throws Exception {
        HttpRequest.Builder token = request("/copilot_internal/v2/token").header("Authorization", "token gho_sample");
        assertThat(send(token).body()).contains("\"token\":\"tid=sample", "/copilot\"}", "\"refresh_in\":1440");
        HttpRequest.Builder chat = post("/copilot/chat/completions", chat("hello"))
                .header("Authorization", "Bearer " + KEYS.copilotToken());
        assertThat(send(chat).statusCode()).isEqualTo(401);
        chat.header("Editor-Version", "portcullis/1").header("Copilot-Integration-Id", "portcullis");
        assertThat(send(chat).body()).contains("You said: hello");
    }

    @Test
    void saysWhatItHasBeenSent() throws Exception {
        assertThat(send(open(post("/v1/chat/completions", chat("ada@example.org"))))
                        .body())
                .contains("You said: ada@example.org");
    }

    @Test
    void failsWhenTold() throws Exception {
        HttpResponse<String> answer = send(open(post("/v1/chat/completions", chat("overload"))));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("rate_limit_error");
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("answers")
    void answersInAFormThatTheGuardUnderstands(Listed endpoint, String path, boolean stream, String body)
            throws Exception {
        HttpResponse<String> answer = send(open(post(path, body.replace("@", String.valueOf(stream)))));
        assertThat(answer.statusCode()).isEqualTo(200);
        String contentType = answer.headers().firstValue("content-type").orElse("");
        assertThat(contentType).startsWith(stream ? "text/event-stream" : "application/json");
        AnswerGuard guard = AnswerGuard.of(endpoint, 200, contentType, RULES);
        String guarded =
                text(guard.feed(ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)))) + text(guard.end());
        assertThat(guarded).contains("Not here.", "send_mail").doesNotContain("ada@", "4111", "drop_table");
        assertThat(guard.summary().toolCalls()).hasSize(2);
        assertThat(guard.summary().usage()).isNotNull();
        assertThat(guard.summary().complete()).isTrue();
    }

    static Stream<Arguments> answers() {
        String messages = "{\"model\":\"sample-large\",\"stream\":@,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Please tidy up.\"}]}";
        String input = "{\"model\":\"sample-large\",\"stream\":@,\"input\":\"Please tidy up.\"}";
        return Stream.of(true, false)
                .flatMap(stream -> Stream.of(
                        Arguments.of(Listed.CHAT_COMPLETIONS, "/v1/chat/completions", stream, messages),
                        Arguments.of(Listed.RESPONSES, "/v1/responses", stream, input),
                        Arguments.of(Listed.MESSAGES, "/v1/messages", stream, messages)));
    }

    private static String chat(String text) {
        return "{\"model\":\"sample-large\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static HttpRequest.Builder open(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + KEYS.api());
    }

    private static HttpRequest.Builder post(String path, String body) {
        return request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("https://localhost:" + server.getAddress().getPort() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
