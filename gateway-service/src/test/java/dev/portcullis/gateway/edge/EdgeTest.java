// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.gateway.RunningGateway;
import dev.portcullis.testing.TokenIssuer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class EdgeTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// Two tests wait for it; no other answer is to take so long, however busy this machine is.
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    static Path directory;

    private static TokenIssuer issuer;
    private static RecordingService service;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        issuer = TokenIssuer.start();
        service = new RecordingService();
        gateway = RunningGateway.start(
                directory,
                issuer,
                Map.of(
                        "portcullis.services.policy",
                        service.uri(),
                        "portcullis.services.approval",
                        service.uri(),
                        "portcullis.edge.timeout",
                        TIMEOUT.toSeconds() + "s",
                        "portcullis.edge.max-body",
                        "1KB"));
    }

    @AfterAll
    static void stop() {
        service.close();
        gateway.close();
        issuer.close();
    }

    @BeforeEach
    void forget() {
        service.seen.clear();
    }

    @Test
    void passesACallerWithATokenOnToTheServiceWithThatToken() throws Exception {
        String token = token();
        HttpResponse<String> response = send(request("/api/policy/v1/policies?limit=5", token));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"here\":true}");
        RecordingService.Seen seen = service.seen.getFirst();
        assertThat(seen.uri()).isEqualTo("/v1/policies?limit=5");
        assertThat(seen.headers().getFirst("Authorization")).isEqualTo("Bearer " + token);
    }

    @Test
    void asksForATokenWhereThereIsNone() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/api/policy/v1/policies")));

        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertProblem(response, 401, Problems.NOT_AUTHENTICATED);
        assertThat(service.seen).isEmpty();
    }

    @Test
    void passesWhatSlackSignedOnAsItIsWithoutATokenAndNothingElse() throws Exception {
        String body = "payload=%7B%22a%22%3A+1%7D&x=%2f";
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/api/approvals/v1/slack/actions"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Signature", "v0=1")
                .header("X-Slack-Request-Timestamp", "2")
                .POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(response.statusCode()).isEqualTo(200);
        RecordingService.Seen seen = service.seen.getFirst();
        assertThat(seen.uri()).isEqualTo("/v1/slack/actions");
        assertThat(seen.bodyBytes()).isEqualTo(body.length());
        assertThat(seen.headers().getFirst("X-Slack-Signature")).isEqualTo("v0=1");
        assertThat(seen.headers().getFirst("X-Slack-Request-Timestamp")).isEqualTo("2");
        assertProblem(
                send(HttpRequest.newBuilder(uri("/api/approvals/v1/slack/actions"))), 401, Problems.NOT_AUTHENTICATED);
        assertProblem(
                send(HttpRequest.newBuilder(uri("/api/approvals/v1/notifications"))), 401, Problems.NOT_AUTHENTICATED);
        assertThat(service.seen).hasSize(1);
    }

    @Test
    void refusesTokensThatDoNotHold() throws Exception {
        for (String token : new String[] {
            "nonsense",
            issuer.token("a").signWithOtherKey(),
            issuer.token("a").unsigned(),
            issuer.token("a").hs256WithPublicKey(),
            issuer.token("a").audience("another").sign(),
            issuer.token("a").expiresIn(Duration.ofMinutes(-1)).sign()
        }) {
            HttpResponse<String> response = send(request("/api/policy/v1/policies", token));
            assertProblem(response, 401, Problems.NOT_AUTHENTICATED);
        }
        assertThat(service.seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/policy/v1/decisions",
        "POST, /api/approvals/v1/approvals",
        "POST, /api/approvals/v1/approvals/a1/consume",
        "POST, /api/approvals/v1/approvals/a1/withdraw",
        "GET, /api/policy/actuator/prometheus",
        "GET, /api/policy/v1/nothing",
        "PATCH, /api/policy/v1/policies/p",
        "GET, /api/unknown/v1/policies",
        "GET, /api/policy"
    })
    void hidesWhatIsNotForCallers(String method, String path) throws Exception {
        HttpResponse<String> response =
                send(request(path, issuer.token("svc-gateway").roles("service").sign())
                        .method(method, HttpRequest.BodyPublishers.ofString("{}")));
        assertProblem(response, 404, Problems.NOT_FOUND);
        assertThat(service.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/policy/v1/policies/..%2Fdecisions",
                "/api/policy/v1//policies",
                "/api/policy/v1/policies;a=b",
                "/api/policy/v1/policies/%2e%2e/decisions"
            })
    void refusesPathsThatCanBeReadTwoWays(String path) throws Exception {
        assertThat(send(request(path, token())).statusCode()).isIn(400, 404);
        assertThat(service.seen).isEmpty();
    }

    @Test
    void dropsWhatCallersClaimAboutThemselves() throws Exception {
        send(request("/api/policy/v1/connections", token())
                .header("X-Forwarded-For", "127.0.0.1")
                .header("X-Forwarded-Host", "evil.example")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .header("tracestate", "a=b")
                .header("baggage", "c=d")
                .header("Forwarded", "for=127.0.0.1")
                .header("X-Remote-User", "admin")
                .header("Impersonate-User", "admin")
                .header("X-Real-IP", "127.0.0.1")
                .header("Cookie", "session=1")
                .header("Accept", "application/json"));
        assertThat(service.seen.getFirst().headers().keySet())
                .contains("Accept", "Authorization")
                .noneMatch(name -> name.startsWith("X-") || name.startsWith("Impersonate"))
                .doesNotContain("Forwarded", "Cookie", "Traceparent", "Tracestate", "Baggage");
    }

    @Test
    void saysThatAServiceIsDown() throws Exception {
        HttpResponse<String> response = send(request("/api/audit/v1/sessions", token()));
        assertProblem(response, 503, Problems.UNAVAILABLE);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void saysThatAServiceIsTooSlow() throws Exception {
        HttpResponse<String> response =
                send(request("/api/policy/v1/simulations", token()).POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertProblem(response, 504, Problems.UNAVAILABLE);
    }

    @Test
    void passesEventsOnAsTheyHappenAndForLongerThanAnAnswerMayTake() throws Exception {
        var response = HTTP.send(
                request("/api/approvals/v1/events", token()).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(events.readLine()).isEqualTo("data: first");
            Thread.sleep(TIMEOUT.plusSeconds(1));
            service.streamMayEnd.countDown();
            assertThat(events.lines().toList()).contains("data: last");
        }
    }

    @Test
    void passesABodyOfTheAllowedSize() throws Exception {
        send(request("/api/policy/v1/policies/p", token()).PUT(HttpRequest.BodyPublishers.ofString("x".repeat(1_024))));
        assertThat(service.seen.getFirst().bodyBytes()).isEqualTo(1_024);
    }

    @Test
    void refusesALargerBodyWhetherItsLengthIsAnnouncedOrNot() throws Exception {
        byte[] body = "x".repeat(1_025).getBytes(StandardCharsets.UTF_8);
        assertProblem(
                send(request("/api/policy/v1/policies/p", token()).PUT(HttpRequest.BodyPublishers.ofByteArray(body))),
                413,
                Problems.INVALID);
        assertProblem(
                send(request("/api/policy/v1/policies/p", token())
                        .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))),
                413,
                Problems.INVALID);
    }

    @Test
    void tellsBrowsersToTrustNothing() throws Exception {
        var headers = send(request("/api/policy/v1/policies", token())).headers();
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValueSatisfying(csp -> assertThat(csp).contains("default-src 'none'"));
        assertThat(headers.firstValue("Cache-Control"))
                .hasValueSatisfying(cache -> assertThat(cache).contains("no-store"));
    }

    @Test
    void tellsItsHealthOnTheManagementPortOnly() throws Exception {
        assertThat(send(HttpRequest.newBuilder(gateway.managementUri("/actuator/health")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(gateway.managementUri("/actuator/prometheus")))
                        .body())
                .contains("portcullis_journal_sync", "portcullis_sessions", "portcullis_holds", "portcullis_events");
        assertThat(send(HttpRequest.newBuilder(gateway.managementUri("/actuator/env")))
                        .statusCode())
                .isIn(401, 404);
        assertThat(send(HttpRequest.newBuilder(uri("/actuator/health"))).statusCode())
                .isEqualTo(404);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(content -> assertThat(content).startsWith("application/problem+json"));
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("type").asString()).isEqualTo(type);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(response.body()).doesNotContain("Exception", "at dev.", "at org.");
    }

    private static String token() {
        return issuer.token("admin-1").roles("policy-admin").sign();
    }

    private static HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return gateway.uri(path);
    }
}
