// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import dev.portcullis.llm.TextMask;
import dev.portcullis.llm.ToolJudge.Verdict;
import dev.portcullis.llm.answer.AnswerRules;
import dev.portcullis.local.tls.LocalAuthority;
import dev.portcullis.masking.DetectorSet;
import dev.portcullis.masking.Detectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The providers' own libraries for JavaScript ask the sample model, with a guard in between of which they know
/// nothing.
class LibrariesIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final UpstreamKeys KEYS = new UpstreamKeys("api-key", "gho_sample");
    private static final DetectorSet DETECTORS = Detectors.named(Set.of("secrets", "personal"));
    private static final AnswerRules RULES = new AnswerRules(
            TextMask.redacting(DETECTORS),
            call -> call.name().equals("drop_table")
                    ? new Verdict.Deny("The tool drop_table is not used here.")
                    : new Verdict.Allow());

    private static HttpsServer model;
    private static HttpServer relay;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        LocalAuthority authority = LocalAuthority.open(directory, Clock.systemUTC());
        LocalAuthority.ServerCertificate certificate = authority.loopbackCertificate("model");
        model = SampleModel.start(
                certificate.certificate().toString(), certificate.key().toString(), KEYS);
        var trusted = PemSslStoreDetails.forCertificate(
                directory.resolve("ca.crt").toUri().toString());
        HttpClient client = HttpClient.newBuilder()
                .sslContext(SslBundle.of(new PemSslStoreBundle(null, trusted)).createSslContext())
                .build();
        URI uri = URI.create("https://localhost:" + model.getAddress().getPort());
        relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        relay.createContext("/", new GuardedRelay(client, uri, KEYS.api(), DETECTORS, RULES));
        relay.start();
    }

    @AfterAll
    static void stop() {
        relay.stop(0);
        model.stop(0);
    }

    static Stream<Arguments> ways() {
        return Stream.of("chat", "responses", "messages")
                .flatMap(api -> Stream.of(Arguments.of(api, "whole"), Arguments.of(api, "stream")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void giveTheirUsersAMaskedAnswer(String api, String mode) throws Exception {
        JsonNode answer = ask(api, mode, "Who is the first customer?", "sample-large");
        assertThat(answer.path("text").asString(""))
                .as("%s", answer)
                .isEqualTo(
                        "The first customer is Ada Example. Her address is [redacted], her phone [redacted], her card "
                                + "[redacted], and she pays from [redacted].");
        assertThat(answer.path("tokens").asInt(0)).isEqualTo(AnswerFormat.TOKENS_OUT);
        if (answer.has("deltas")) assertThat(answer.path("deltas")).isEqualTo(answer.path("text"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void giveTheirUsersTheAllowedOfTwoToolCalls(String api, String mode) throws Exception {
        JsonNode answer = ask(api, mode, "Please tidy up.", "sample-large");
        assertThat(answer.path("text").asString(""))
                .as("%s", answer)
                .startsWith("I will tidy up.")
                .endsWith("The tool drop_table is not used here.");
        assertThat(answer.path("calls").toString())
                .isEqualTo("[[\"send_mail\",{\"to\":\"[redacted]\",\"text\":\"Your card [redacted] is fine.\"}]]");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void areNotToldToCallAToolThatWasDenied(String api, String mode) throws Exception {
        JsonNode answer = ask(api, mode, "Please drop the table.", "sample-large");
        assertThat(answer.path("calls")).as("%s", answer).isEmpty();
        assertThat(answer.path("stop").asString("")).isIn("stop", "completed", "end_turn");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void getTheirOwnValuesBackThatTheModelNeverSaw(String api, String mode) throws Exception {
        JsonNode answer = ask(api, mode, "Greet bob@example.org", "sample-small");
        assertThat(answer.path("text").asString("")).as("%s", answer).isEqualTo("You said: Greet bob@example.org");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void showTheModelsErrorMasked(String api, String mode) throws Exception {
        JsonNode failed = ask(api, mode, "overload", "sample-large");
        assertThat(failed.path("error").asString("")).as("%s", failed).isEqualTo("RateLimitError");
        assertThat(failed.path("message").asString("")).contains("Too many requests for [redacted]");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void showARefusalAsAnErrorOfTheirOwn(String api, String mode) throws Exception {
        JsonNode refused = ask(api, mode, "hello", "sample-experimental");
        assertThat(refused.path("error").asString("")).as("%s", refused).isEqualTo("PermissionDeniedError");
        assertThat(refused.path("message").asString("")).contains("This model is not used here.");
    }

    private static JsonNode ask(String api, String mode, String prompt, String asked) throws Exception {
        var builder = new ProcessBuilder(List.of("node", "src/test/clients/ask.mjs", api, mode, prompt, asked));
        builder.environment()
                .put("BASE_URL", "http://127.0.0.1:" + relay.getAddress().getPort());
        builder.environment().put("API_KEY", "a caller's token");
        Process node = builder.redirectErrorStream(true).start();
        String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as(printed).isZero();
        return JSON.readTree(printed.strip());
    }
}
