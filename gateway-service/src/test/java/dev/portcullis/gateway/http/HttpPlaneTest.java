// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.LlmFacts;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.postgres.FakePolicies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HttpPlaneTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final Clock SYSTEM = Clock.systemUTC();
    private static final Obligations MASKED =
            new Obligations(List.of(new Obligations.Mask(null, "secrets", "redact", null)), false, null);

    @TempDir
    static Path directory;

    private static Plane plane;

    @BeforeAll
    static void start() {
        plane = new Plane(directory);
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @BeforeEach
    void reset() {
        plane.reset();
    }

    @Test
    void sendsAnAllowedRequestWithTheGatewaysCredential() throws Exception {
        HttpResponse<String> response = Plane.send(plane.request("/c/api/v1/items?id=%37&x=a+b")
                .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
                .header("Content-Type", "application/json"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"ok\":true}");
        TestTarget.Seen seen = plane.target.seen.getFirst();
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.uri()).isEqualTo("/v1/items?id=%37&x=a+b");
        assertThat(seen.body()).isEqualTo("{\"n\":1}");
        assertThat(seen.headers().get("Authorization")).containsExactly("Bearer " + Plane.CANARY);
        assertThat(seen.headers().getFirst("Host")).isEqualTo("localhost:" + plane.target.port());
        assertThat(plane.audit.events().toString())
                .contains("started", "intent POST /v1/items?id=%37&x=a+b")
                .doesNotContain(Plane.CANARY);
        await(() -> !plane.audit.outcomes().isEmpty());
        assertThat(plane.audit.outcomes().getFirst().ending()).isEqualTo(Ending.COMPLETED);
        assertThat(plane.audit.outcomes().getFirst().tag()).isEqualTo("200");
        assertThat(plane.audit.recorded().toString()).contains("COMMAND", "{\"n\":1}", "{\"ok\":true}", "COMPLETE");
    }

    @Test
    void passesOnNoAnswerThatTheRecordingHasNoRoomForWherePolicySaysSo() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        assertThat(Plane.send(plane.request("/c/api/x")).body()).isEqualTo("{\"ok\":true}");

        plane.register("small", Api.GENERIC, Plane.bearer(), true);
        plane.audit.roomFor(-1, 0);
        HttpResponse<String> refused = Plane.send(plane.request("/c/small/x"));
        assertProblem(refused, 502, Problems.ANSWER_WITHHELD);
        assertThat(refused.body()).contains("-1 rows of a command").doesNotContain("ok");
        await(() -> plane.audit.outcomes().size() == 2);
        assertThat(plane.audit.outcomes().getLast().ending()).isEqualTo(Ending.FAILED);
        assertThat(plane.audit.outcomes().getLast().errorCode()).isEqualTo("recording-full");
        assertThat(plane.audit.outcomes().getLast().bytes()).isZero();
        assertThat(plane.audit.events().toString()).doesNotContain("ended");
        assertThat(plane.audit.recorded())
                .filteredOn(line -> line.startsWith("ROW"))
                .hasSize(1);

        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        assertThat(Plane.send(plane.request("/c/small/x")).body()).isEqualTo("{\"ok\":true}");
        assertThat(plane.audit.recorded()).contains("TRUNCATED rows left out, after -1 rows of a command");
    }

    @Test
    void endsASessionWhoseRecordingHasNoRoomWherePolicySaysSo() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.END)));
        String token = plane.token();
        plane.audit.roomFor(-1, 0);
        assertProblem(Plane.send(withToken(token)), 502, Problems.ANSWER_WITHHELD);
        await(() -> plane.audit.events().contains("ended its recording has no room: -1 rows of a command"));

        plane.audit.roomFor(0, 0);
        plane.audit.events().clear();
        assertThat(Plane.send(withToken(token)).statusCode())
                .as("another session")
                .isEqualTo(200);
        assertThat(plane.audit.events().getFirst()).isEqualTo("started");
    }

    @Test
    void sendsNothingMoreOnceTheRecordingOfTheSessionIsFull() throws Exception {
        String token = plane.token();
        plane.audit.roomFor(0, 1);
        assertThat(Plane.send(withToken(token)).statusCode()).isEqualTo(200);
        await(() -> !plane.audit.outcomes().isEmpty());
        await(() -> plane.audit.events().stream().anyMatch(event -> event.startsWith("outcome")));
        plane.target.seen.clear();
        plane.audit.events().clear();

        assertProblem(Plane.send(withToken(token)), 403, Problems.NOT_PERMITTED);
        assertThat(plane.target.seen).isEmpty();
        assertThat(plane.audit.events()).containsExactly("refused GET /x RecordingFull");

        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.END)));
        assertProblem(Plane.send(withToken(token)), 403, Problems.NOT_PERMITTED);
        await(() -> plane.audit.events().contains("ended its recording has no room: 1 rows of a session"));
        assertThat(plane.target.seen).isEmpty();
        assertThat(Plane.send(withToken(token)).statusCode())
                .as("another session")
                .isEqualTo(200);
    }

    private static HttpRequest.Builder withToken(String token) {
        return HttpRequest.newBuilder(plane.uri("/c/api/x")).header("Authorization", "Bearer " + token);
    }

    @Test
    void cutsAnAnswerThatHasBegunWhereTheRecordingIsFull() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        plane.audit.roomFor(1, 0);
        CountDownLatch first = new CountDownLatch(1);
        plane.target.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("first".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(first);
            exchange.getResponseBody().write("second".getBytes(StandardCharsets.UTF_8));
        });
        HttpResponse<InputStream> answer =
                Plane.CLIENT.send(plane.request("/c/api/x").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream in = answer.body()) {
            assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("first");
            first.countDown();
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        await(() -> !plane.audit.outcomes().isEmpty());
        assertThat(plane.audit.outcomes().getFirst().bytes()).isEqualTo(5);
        assertThat(plane.audit.recorded().toString()).contains("ROW [first]").doesNotContain("second");
    }

    @Test
    void saysOfAnAnswerThatIsNoTextThatItIsNotRecorded() throws Exception {
        plane.target.answers(TestTarget.whole(200, "image/png", new byte[] {1, 2, 3}));
        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(200);
        assertThat(plane.audit.recorded()).contains("TRUNCATED an answer that is no text is not recorded");

        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        assertProblem(Plane.send(plane.request("/c/api/x")), 502, Problems.ANSWER_WITHHELD);
    }

    @Test
    void recordsALongBodyWhole() throws Exception {
        plane.register("api", Api.GENERIC, Plane.bearer(), true, new HttpTarget.Limits(400_000, 400_000, 60, 120, 4));
        String body = "{\"text\":\"" + "x".repeat(150_000) + "\"}";
        plane.target.answers(TestTarget.json(200, body));
        assertThat(Plane.send(plane.request("/c/api/x")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .header("Content-Type", "application/json"))
                        .body())
                .isEqualTo(body);
        for (String kind : List.of("PARAMETERS [", "ROW [")) {
            assertThat(plane.audit.recorded().stream()
                            .filter(line -> line.startsWith(kind))
                            .map(line -> line.substring(kind.length(), line.length() - 1)))
                    .allMatch(piece -> piece.length() <= 65_536)
                    .satisfies(pieces -> assertThat(String.join("", pieces)).isEqualTo(body));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "api-key", "X-Api-Key"})
    void takesTheTokenWhereClientsPutTheirKey(String header) throws Exception {
        HttpResponse<String> response =
                Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x")).header(header, plane.token()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(plane.target.seen.getFirst().headers().containsKey(header)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "x-api-key", "api-key"})
    void takesAKeyInThePlaceOfATokenAtItsConnectionOnly(String header) throws Exception {
        plane.register("other", Api.GENERIC, Plane.bearer(), true);
        String key = "pck_of-agent-7";
        plane.keys.issue(key, "api", keyHolder(SYSTEM.instant().plusSeconds(300)));
        String value = header.equals("Authorization") ? "Bearer " + key : key;

        assertThat(Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x")).header(header, value))
                        .statusCode())
                .isEqualTo(200);
        assertThat(plane.target.seen.getFirst().headers().toString()).doesNotContain(key);
        plane.target.seen.clear();

        for (String path :
                List.of("/c/other/x", "/c/nothing/x", "/api/approvals/v1/approvals", "/api/policy/v1/budgets")) {
            assertProblem(
                    Plane.send(HttpRequest.newBuilder(plane.uri(path)).header(header, value)),
                    401,
                    Problems.NOT_AUTHENTICATED);
        }
        assertProblem(
                Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x")).header(header, value + "x")),
                401,
                Problems.NOT_AUTHENTICATED);
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void aKeyThatHasEndedOrCannotBeLookedUpOpensNothing() throws Exception {
        plane.keys.issue("pck_one", "api", keyHolder(SYSTEM.instant().plusSeconds(300)));
        plane.keys.end("pck_one");
        assertProblem(Plane.send(withKey("pck_one")), 401, Problems.NOT_AUTHENTICATED);

        plane.keys.issue("pck_two", "api", keyHolder(SYSTEM.instant().plusSeconds(300)));
        plane.keys.down(true);
        assertProblem(Plane.send(withKey("pck_two")), 503, Problems.UNAVAILABLE);
        plane.keys.down(false);
        assertThat(Plane.send(withKey("pck_two")).statusCode()).isEqualTo(200);

        // Until a session was opened in the time that its key had.
        long millis = 700;
        plane.keys.issue("pck_three", "api", keyHolder(SYSTEM.instant().plusMillis(millis)));
        while (Plane.send(withKey("pck_three")).statusCode() != 200) {
            millis *= 2;
            assertThat(millis).isLessThan(60_000);
            plane.keys.issue("pck_three", "api", keyHolder(SYSTEM.instant().plusMillis(millis)));
        }
        plane.keys.end("pck_three");
        await(() -> Plane.send(withKey("pck_three")).statusCode() == 401);
    }

    @Test
    void givesKeysForTokensOnly() throws Exception {
        plane.keys.issue("pck_one", "api", keyHolder(SYSTEM.instant().plusSeconds(300)));
        String path = "/api/approvals/v1/keys";
        String body = "{\"connection\":\"api\"}";

        assertProblem(askForKey(HttpRequest.newBuilder(plane.uri(path)), body), 401, Problems.NOT_AUTHENTICATED);
        assertProblem(
                askForKey(HttpRequest.newBuilder(plane.uri(path)).header("Authorization", "Bearer pck_one"), body),
                401,
                Problems.NOT_AUTHENTICATED);
        assertProblem(askForKey(plane.request(path), "{\"connection\":\"nothing\"}"), 404, Problems.NOT_FOUND);
        assertProblem(askForKey(plane.request(path), "{}"), 400, Problems.INVALID);
        assertProblem(askForKey(plane.request(path), "{\"connection\":\"api\",\"seconds\":0}"), 400, Problems.INVALID);
        // Everything is right with this one, but the approval service, which would keep it, is away.
        assertProblem(askForKey(plane.request(path), body), 503, Problems.UNAVAILABLE);
    }

    private static HttpResponse<String> askForKey(HttpRequest.Builder request, String body) throws Exception {
        return Plane.send(
                request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder withKey(String key) {
        return HttpRequest.newBuilder(plane.uri("/c/api/x")).header("Authorization", "Bearer " + key);
    }

    private static Identity keyHolder(Instant expiresAt) {
        return new Identity(
                "agent-7",
                plane.issuer.issuer(),
                "",
                List.of("agents"),
                List.of("agent"),
                List.of(),
                Map.of("portcullis_key", "k1"),
                "k1",
                expiresAt);
    }

    @Test
    void refusesWhoShowsNoTokenOrTwo() throws Exception {
        assertProblem(Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x"))), 401, Problems.NOT_AUTHENTICATED);
        assertProblem(
                Plane.send(plane.request("/c/api/x").header("x-api-key", "another")), 401, Problems.NOT_AUTHENTICATED);
        assertProblem(
                Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x"))
                        .header(
                                "Authorization",
                                "Bearer " + plane.issuer.token("a").signWithOtherKey())),
                401,
                Problems.NOT_AUTHENTICATED);
        assertProblem(
                Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x"))
                        .header(
                                "Authorization",
                                "Bearer "
                                        + plane.issuer
                                                .token("a")
                                                .audience("another")
                                                .sign())),
                401,
                Problems.NOT_AUTHENTICATED);
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void knowsOnlyConnectionsOfItsOwnType() throws Exception {
        assertProblem(Plane.send(plane.request("/c/nothing/x")), 404, Problems.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "Forwarded",
                "X-Real-IP",
                "X-Remote-User",
                "Impersonate-User",
                "X-Original-URL",
                "X-HTTP-Method-Override",
                "Cookie",
                "Proxy-Authorization",
                "Via",
                "TE",
                "X-Anything"
            })
    void keepsWhatCallersClaimToItself(String header) throws Exception {
        assertThat(Plane.send(plane.request("/c/api/x").header(header, "evil")).statusCode())
                .isEqualTo(200);

        assertThat(plane.target.seen.getFirst().headers().toString()).doesNotContain("evil");
    }

    @Test
    void refusesWhatPolicyDenies() throws Exception {
        plane.policies.decideBy(request -> {
            var http = Objects.requireNonNull(request.command().http());
            return http.method().equals("DELETE")
                    ? FakePolicies.deny("Not here.")
                    : FakePolicies.allow(Obligations.NONE);
        });

        HttpResponse<String> denied = Plane.send(plane.request("/c/api/items/7").DELETE());

        assertProblem(denied, 403, Problems.NOT_PERMITTED);
        assertThat(denied.body()).contains("Not here.");
        assertThat(plane.target.seen).isEmpty();
        assertThat(plane.audit.events()).contains("refused DELETE /items/7 NotPermitted");
        assertThat(Plane.send(plane.request("/c/api/items/7")).statusCode()).isEqualTo(200);
    }

    @Test
    void wordsRefusalsAsTheClientsOfAModelShowThem() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.deny("No such model."));
        plane.register("openai", Api.OPENAI, Plane.bearer(), true);
        plane.register("anthropic", Api.ANTHROPIC, Plane.bearer(), true);

        HttpResponse<String> openai = Plane.send(chat("/c/openai/v1/chat/completions", false));
        HttpResponse<String> anthropic = Plane.send(
                plane.request("/c/anthropic/v1/messages")
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));

        assertThat(openai.statusCode()).isEqualTo(403);
        assertThat(openai.body())
                .startsWith("{\"error\":{\"message\":\"Portcullis: Not permitted: ")
                .contains("No such model.", "\"code\":\"not-permitted\"");
        assertThat(anthropic.statusCode()).as(anthropic.body()).isEqualTo(403);
        assertThat(anthropic.body())
                .startsWith("{\"type\":\"error\",\"error\":{")
                .contains("permission_error");
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void staysShutWhenPolicyOrAuditOrCredentialAreAway() throws Exception {
        plane.policies.down(true);
        assertProblem(Plane.send(plane.request("/c/api/x")), 503, Problems.UNAVAILABLE);
        plane.policies.down(false);
        plane.audit.failing(true);
        assertProblem(Plane.send(plane.request("/c/api/x")), 503, Problems.UNAVAILABLE);
        plane.audit.failing(false);
        assertThat(Plane.send(plane.request("/c/api/x")).statusCode()).isEqualTo(200);
        plane.audit.failing(true);
        assertProblem(Plane.send(plane.request("/c/api/x")), 503, Problems.UNAVAILABLE);
        assertThat(plane.target.seen).hasSize(1);
    }

    @Test
    void reachesNoPrivateAddressUnlessTheConnectionSaysSo() throws Exception {
        plane.register("inside", Api.GENERIC, Plane.bearer(), false);

        assertProblem(Plane.send(plane.request("/c/inside/x")), 502, Problems.UNAVAILABLE);

        assertThat(plane.target.seen).isEmpty();
        assertThat(plane.audit.events()).contains("refused GET /x Unavailable");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 429, 500})
    void masksWholeAnswersWhateverTheirStatus(int status) throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        plane.target.answers(TestTarget.json(status, "{\"key\":\"" + KEY + "\"}"));

        HttpResponse<String> response = Plane.send(plane.request("/c/api/x")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"mine\":\"" + KEY + "\"}")));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("{\"key\":\"[redacted]\"}");
        assertThat(plane.target.seen.getFirst().body()).isEqualTo("{\"mine\":\"[redacted]\"}");
        await(() -> !plane.audit.outcomes().isEmpty());
        assertThat(plane.audit.outcomes().getFirst().masked()).containsExactly("secrets redact");
        assertThat(plane.audit.recorded().toString()).doesNotContain(KEY);
    }

    @Test
    void readsCompressedAnswersAndWithholdsWhatItCannotRead() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        plane.target.answers(encoded("gzip", gzip("{\"key\":\"" + KEY + "\"}")));
        HttpResponse<String> response = Plane.send(plane.request("/c/api/x"));
        assertThat(response.body()).isEqualTo("{\"key\":\"[redacted]\"}");
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();

        for (String unknown : List.of("br", "zstd", "nonsense")) {
            plane.target.answers(encoded(unknown, gzip("{}")));
            assertProblem(Plane.send(plane.request("/c/api/x")), 502, Problems.ANSWER_WITHHELD);
        }
        plane.target.answers(encoded("gzip", gzip(" ".repeat(1 << 20))));
        assertProblem(Plane.send(plane.request("/c/api/x")), 502, Problems.ANSWER_WITHHELD);
        plane.target.answers(TestTarget.whole(200, "image/png", new byte[] {1, 2, 3}));
        assertProblem(Plane.send(plane.request("/c/api/x")), 502, Problems.ANSWER_WITHHELD);
        await(() -> plane.audit.outcomes().stream()
                        .filter(o -> o.ending() == Ending.FAILED)
                        .count()
                == 5);
    }

    @Test
    void sendsNothingThatHasToBeMaskedOutsideOfTheBodyAndMasksHeadersOfAnswers() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        plane.target.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Amz-Meta-Key", "it is " + KEY);
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(Plane.send(plane.request("/c/api/x?k=1")).headers().firstValue("X-Amz-Meta-Key"))
                .hasValue("it is [redacted]");
        assertProblem(Plane.send(plane.request("/c/api/x?k=" + KEY)), 400, Problems.INVALID);
        assertProblem(Plane.send(plane.request("/c/api/" + KEY)), 400, Problems.INVALID);
        assertProblem(Plane.send(plane.request("/c/api/x").header("Accept-Language", KEY)), 400, Problems.INVALID);
        assertThat(plane.target.seen).hasSize(1);
        assertThat(plane.audit.events().toString()).doesNotContain(KEY);
    }

    @Test
    void takesNothingForTrueThatIsSaidTwice() throws Exception {
        assertProblem(
                Plane.send(plane.request("/c/api/x")
                        .header("Content-Type", "application/json")
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                400,
                Problems.INVALID);
        assertThat(plane.target.seen).isEmpty();

        plane.target.answers(exchange -> {
            exchange.getResponseHeaders().put("Content-Type", List.of("application/json", "image/png"));
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        });
        assertProblem(Plane.send(plane.request("/c/api/x")), 502, Problems.ANSWER_WITHHELD);
    }

    @Test
    void neverShowsTheCredentialWhateverTheTargetDoesWithIt() throws Exception {
        plane.target.answers(exchange -> {
            byte[] echo = exchange.getRequestHeaders().getFirst("Authorization").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Echo", new String(echo, StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Set-Cookie", "s=" + Plane.CANARY);
            exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(403, 0);
            for (byte b : echo) {
                exchange.getResponseBody().write(b);
                exchange.getResponseBody().flush();
            }
        });

        HttpResponse<String> response = Plane.send(plane.request("/c/api/x"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).startsWith("Bearer ***").doesNotContain("canary");
        assertThat(response.headers().map().toString()).doesNotContain("canary");
        assertThat(plane.audit.recorded().toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({"401, 503", "407, 503", "302, 502", "307, 502"})
    void saysNothingOfItsOwnTroubleWithTheTargetButThatThereIsSome(int status, int told) throws Exception {
        plane.target.answers(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=inside");
            exchange.sendResponseHeaders(status, -1);
        });

        HttpResponse<String> response = Plane.send(plane.request("/c/api/x"));

        assertThat(response.statusCode()).isEqualTo(told);
        assertThat(response.headers().map().toString()).doesNotContain("169.254", "realm=inside");
        assertThat(plane.target.seen).hasSize(1);
    }

    @Test
    void masksAStreamOfAModelAcrossItsPieces() throws Exception {
        plane.policies.decideBy(request -> "gpt-5"
                        .equals(Objects.requireNonNull(
                                        Objects.requireNonNull(request.command().http())
                                                .llm())
                                .model())
                ? FakePolicies.allow(MASKED)
                : FakePolicies.deny("no"));
        plane.register("openai", Api.OPENAI, Plane.bearer(), true);
        plane.target.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (String piece : List.of("the key is AKIA", "IOSFODNN7", "EXAMPLE now")) {
                out.write(("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\","
                                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece
                                + "\"},\"finish_reason\":null}]}\n\n")
                        .getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            out.write(("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\","
                            + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                            + "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\","
                            + "\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,"
                            + "\"total_tokens\":46}}\n\ndata: [DONE]\n\n")
                    .getBytes(StandardCharsets.UTF_8));
        });

        HttpResponse<String> response = Plane.send(chat("/c/openai/v1/chat/completions", true));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).contains("[redacted]", "[DONE]").doesNotContain("AKIA", "EXAMPLE");
        await(() -> !plane.audit.outcomes().isEmpty());
        assertThat(plane.audit.outcomes().getFirst().counts())
                .containsEntry("tokensIn", 12L)
                .containsEntry("tokensOut", 34L);
    }

    @Test
    void deniesWhatAModelsApiHasBesideWhatIsListed() throws Exception {
        plane.register("openai", Api.OPENAI, Plane.bearer(), true);
        for (String path : List.of("/v1/batches", "/v1/files", "/v1/chat/completions/", "/v1/realtime")) {
            HttpResponse<String> response = Plane.send(plane.request("/c/openai" + path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(response.statusCode()).isEqualTo(400);
        }
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void holdsTheLineUntilPeopleHaveDecided() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));

        var waiting = Plane.CLIENT.sendAsync(
                plane.request("/c/api/x")
                        .POST(HttpRequest.BodyPublishers.ofString("body"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Approval approval = plane.approvals.next();
        assertThat(approval.text()).isEqualTo("POST /x");
        assertThat(approval.parameters()).contains("body");
        assertThat(plane.target.seen).isEmpty();
        plane.approvals.approve(approval);

        assertThat(waiting.get().statusCode()).isEqualTo(200);
        assertThat(plane.target.seen).hasSize(1);
    }

    @Test
    void sendsNothingThatWasRejectedOrWhoseCallerLeft() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        var rejected = Plane.CLIENT.sendAsync(plane.request("/c/api/x").build(), HttpResponse.BodyHandlers.ofString());
        plane.approvals.reject(plane.approvals.next(), "not on a Friday");
        assertThat(rejected.get().statusCode()).isEqualTo(403);
        assertThat(rejected.get().body()).contains("not on a Friday");

        Approval abandoned;
        try (Socket socket =
                raw("GET /c/api/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + plane.token() + "\r\n\r\n")) {
            abandoned = plane.approvals.next();
            assertThat(socket.isConnected()).isTrue();
        }
        await(() -> plane.approvals.isWithdrawn(abandoned));
        assertThat(plane.target.seen).isEmpty();
    }

    @Test
    void answersLaterWhoPrefersToComeBackAndRunsARetryOnce() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        HttpResponse<String> accepted = Plane.send(async("k-1", "one"));
        assertThat(accepted.statusCode()).isEqualTo(202);
        String place = accepted.headers().firstValue("Location").orElseThrow();
        Approval approval = plane.approvals.next();

        assertThat(Plane.send(async("k-1", "one")).headers().firstValue("Location"))
                .contains(place);
        assertThat(Plane.send(async("k-1", "two")).statusCode()).isEqualTo(400);
        assertThat(Plane.send(plane.request(place)).statusCode()).isEqualTo(202);
        plane.approvals.approve(approval);
        await(() -> Plane.send(plane.request(place)).statusCode() == 200);

        assertThat(Plane.send(plane.request(place)).body()).isEqualTo("{\"ok\":true}");
        assertThat(Plane.send(async("k-1", "one")).body()).isEqualTo("{\"ok\":true}");
        assertThat(plane.target.seen).hasSize(1);
        String other =
                plane.issuer.token("agent-8").groups("agents").roles("agent").sign();
        assertThat(Plane.send(HttpRequest.newBuilder(plane.uri(place)).header("Authorization", "Bearer " + other))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void keepsWhoComesBackWaitingUntilTheAnswerIsThere() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        String place =
                Plane.send(async("k-2", "one")).headers().firstValue("Location").orElseThrow();
        Approval approval = plane.approvals.next();

        assertThat(Plane.send(plane.request(place).header("Prefer", "wait=1")).statusCode())
                .isEqualTo(202);
        CompletableFuture<HttpResponse<String>> answer = Plane.CLIENT.sendAsync(
                plane.request(place).header("Prefer", "wait=20").build(), HttpResponse.BodyHandlers.ofString());
        Thread.sleep(200);
        assertThat(answer).isNotDone();
        plane.approvals.approve(approval);

        assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("{\"ok\":true}");
        assertThat(plane.target.seen).hasSize(1);
        String other =
                plane.issuer.token("agent-8").groups("agents").roles("agent").sign();
        assertThat(Plane.send(HttpRequest.newBuilder(plane.uri(place))
                                .header("Authorization", "Bearer " + other)
                                .header("Prefer", "wait=20"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void boundsSizeAndTime() throws Exception {
        assertProblem(
                Plane.send(plane.request("/c/api/x").POST(HttpRequest.BodyPublishers.ofString("x".repeat(10_001)))),
                413,
                Problems.INVALID);
        assertThat(plane.target.seen).isEmpty();

        plane.register("api", Api.GENERIC, Plane.bearer(), true, Plane.BRISK);
        CountDownLatch end = new CountDownLatch(1);
        plane.target.answers(exchange -> {
            await(end);
            TestTarget.json(200, "{}").to(exchange);
        });
        assertProblem(Plane.send(plane.request("/c/api/x")), 502, Problems.UNAVAILABLE);
        end.countDown();
    }

    @Test
    void boundsHowManyRequestsOfASessionAreUnderWay() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        plane.target.answers(exchange -> {
            await(end);
            TestTarget.json(200, "{}").to(exchange);
        });
        String token = plane.token();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < Plane.PATIENT.concurrent(); i++) {
            waiting.add(Plane.CLIENT.sendAsync(withToken(token).build(), HttpResponse.BodyHandlers.ofString()));
        }
        await(() -> plane.target.seen.size() == Plane.PATIENT.concurrent());

        assertThat(Plane.send(withToken(token)).statusCode()).isEqualTo(429);
        assertThat(plane.target.seen).hasSize(Plane.PATIENT.concurrent());
        end.countDown();
        for (CompletableFuture<HttpResponse<String>> one : waiting) {
            assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(Plane.send(withToken(token)).statusCode())
                .as("once they are over")
                .isEqualTo(200);
    }

    @Test
    void cutsAnswersThatAreTooLong() {
        plane.target.answers(TestTarget.whole(200, "text/plain", new byte[200_000]));

        assertThatThrownBy(() -> Plane.send(plane.request("/c/api/x"))).isInstanceOf(IOException.class);
    }

    @Test
    void tellsTheTargetWhenTheCallerLeavesAndTheCallerWhenTheSessionEnds() throws Exception {
        CompletableFuture<Void> broken = new CompletableFuture<>();
        plane.target.answers(endless(broken));
        try (InputStream body = Plane.CLIENT
                .send(plane.request("/c/api/x").build(), HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(body.read()).isPositive();
        }
        broken.get(60, TimeUnit.SECONDS);
        await(() -> plane.audit.outcomes().stream().anyMatch(o -> o.ending() == Ending.CLIENT_LOST));

        plane.target.answers(endless(new CompletableFuture<>()));
        try (InputStream body = Plane.CLIENT
                .send(plane.request("/c/api/x").build(), HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(body.read()).isPositive();
            plane.part(LiveSessions.class).endAllOf("agent-7", "an operator ended it");
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
        await(() -> plane.audit.outcomes().stream().anyMatch(o -> o.errorCode().equals("session-over")));
        await(() -> plane.audit.events().contains("ended an operator ended it"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /c/api//x HTTP/1.1",
                "GET /c/api/a/../b HTTP/1.1",
                "GET /c/api/%2e%2e/x HTTP/1.1",
                "GET /c/api/a%2fb HTTP/1.1",
                "GET /c/api/a;b HTTP/1.1",
                "GET /c/api/a%00 HTTP/1.1",
                "GET /c/api/a%0d%0aX:y HTTP/1.1",
                "GET /c/api/%c0%af HTTP/1.1",
                "TRACE /c/api/x HTTP/1.1",
                "CONNECT /c/api/x HTTP/1.1",
                "POST /c/api/x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6",
                "POST /c/api/x HTTP/1.1\r\nContent-Length: +5",
                "POST /c/api/x HTTP/1.1\r\nTransfer-Encoding: chunked, identity",
                "POST /c/api/x HTTP/1.1\r\nTransfer-Encoding: xchunked",
                "GET /c/api/x HTTP/1.1\r\nX-A: b\u0000c",
                "GET /c/api/x HTTP/1.1\r\nBad Name: b",
                "GET /c/api/x HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade",
                "GET /c/api/x HTTP/1.1\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade"
            })
    void refusesWhatCanBeReadTwoWays(String head) throws Exception {
        try (Socket socket = raw(head + "\r\nHost: h\r\nAuthorization: Bearer " + plane.token()
                + "\r\nConnection: close\r\n\r\n0\r\n\r\n")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 501"))
                    .as(answer)
                    .isTrue();
        }
        assertThat(plane.target.seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "api.gateway.example, /x?y=1, 200, /x?y=1",
        "API.Gateway.Example:8080, /x%2Dy, 200, /x-y",
        "api.gateway.example, /c/api/x, 200, /c/api/x",
        "other.gateway.example, /x, 404,",
        "a.api.gateway.example, /x, 400,",
        ".gateway.example, /x, 400,",
        "api.gateway.example, /a/../x, 400,",
        "api.gateway.example, //x, 400,",
        "api.gateway.example, /api/policy/v1/policies, 200, /api/policy/v1/policies",
        "api.gateway.example, /actuator/health, 200, /actuator/health",
        "api.gateway.example.evil.example, /x, 403,",
        "gateway.example, /c/api/x, 200, /x"
    })
    void reachesAConnectionByItsHostNameAndNothingElseThere(String host, String path, int status, String reached)
            throws Exception {
        try (Socket socket = raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer "
                + plane.token() + "\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 " + status);
        }
        assertThat(plane.target.seen.stream().map(TestTarget.Seen::uri))
                .containsExactlyElementsOf(reached == null ? List.of() : List.of(reached));
    }

    @Test
    void framesAnewWhatCameWithBothLengths() throws Exception {
        String body = "0\r\n\r\nGET /c/api/smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
        try (Socket socket = raw("POST /c/api/x HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + plane.token()
                + "\r\nContent-Length: " + body.length() + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + body)) {
            socket.getInputStream().readAllBytes();
        }

        assertThat(plane.target.seen).allSatisfy(seen -> {
            assertThat(seen.uri()).isEqualTo("/x");
            assertThat(seen.body()).isEmpty();
            assertThat(seen.headers().containsKey("Transfer-Encoding")).isFalse();
        });
    }

    @Test
    void usesEachKindOfCredential() throws Exception {
        plane.register("api", Api.GENERIC, use(CredentialUse.Kind.HEADER, "x-key", ""), true);
        Plane.send(plane.request("/c/api/x").header("x-key", "mine"));
        assertThat(plane.target.seen.getLast().headers().get("x-key")).containsExactly(Plane.CANARY);

        plane.register("api", Api.GENERIC, use(CredentialUse.Kind.BASIC, "", ""), true);
        Plane.send(plane.request("/c/api/x"));
        assertThat(plane.target.seen.getLast().headers().getFirst("Authorization"))
                .startsWith("Basic Z2F0ZXdheTpj");

        plane.register("api", Api.GENERIC, use(CredentialUse.Kind.NONE, "", ""), true);
        Plane.send(plane.request("/c/api/x"));
        assertThat(plane.target.seen.getLast().headers().containsKey("Authorization"))
                .isFalse();
    }

    @Test
    void getsATokenOnceAndExchangesTheCallers() throws Exception {
        plane.target.answers(exchange -> {
            String answer = exchange.getRequestURI().getPath().equals("/token")
                    ? "{\"access_token\":\"issued-token-" + plane.target.seen.size()
                            + "\",\"token_type\":\"Bearer\",\"expires_in\":300}"
                    : "{}";
            TestTarget.json(200, answer).to(exchange);
        });
        String endpoint = "http://localhost:" + plane.target.port() + "/token";
        plane.register("api", Api.GENERIC, use(CredentialUse.Kind.CLIENT_CREDENTIALS, "", endpoint), true);
        Plane.send(plane.request("/c/api/x"));
        Plane.send(plane.request("/c/api/x"));
        assertThat(plane.target.seen).extracting(TestTarget.Seen::uri).containsExactly("/token", "/x", "/x");
        assertThat(plane.target.seen.getFirst().body()).isEqualTo("grant_type=client_credentials&scope=s&audience=a");
        assertThat(plane.target.seen.getLast().headers().getFirst("Authorization"))
                .isEqualTo("Bearer issued-token-1");

        plane.target.seen.clear();
        String token = plane.token();
        plane.register("api", Api.GENERIC, use(CredentialUse.Kind.TOKEN_EXCHANGE, "", endpoint), true);
        Plane.send(HttpRequest.newBuilder(plane.uri("/c/api/x")).header("Authorization", "Bearer " + token));
        assertThat(plane.target.seen.getFirst().body())
                .contains("token-exchange", "subject_token=" + token, "audience=a");
        assertThat(plane.target.seen.getLast().headers().toString()).doesNotContain(token);
    }

    @Test
    void getsACopilotTokenAndGoesOnlyWhereTheConnectionAllows() throws Exception {
        String[] api = {"http://localhost:" + plane.target.port()};
        plane.target.answers(exchange -> {
            String answer = exchange.getRequestURI().getPath().equals("/copilot_internal/v2/token")
                    ? "{\"token\":\"tid=1;exp=2:mac-mac-mac\",\"expires_at\":1,\"refresh_in\":1500,"
                            + "\"endpoints\":{\"api\":\"" + api[0] + "\"}}"
                    : "{\"object\":\"list\",\"data\":[]}";
            TestTarget.json(200, answer).to(exchange);
        });
        String endpoint = "http://localhost:" + plane.target.port() + "/copilot_internal/v2/token";
        plane.register("copilot", Api.COPILOT, use(CredentialUse.Kind.COPILOT, "", endpoint), true);

        HttpResponse<String> models = Plane.send(plane.request("/c/copilot/models"));

        assertThat(models.statusCode()).as(models.body()).isEqualTo(200);
        assertThat(plane.target.seen.getFirst().headers().getFirst("Authorization"))
                .isEqualTo("token " + Plane.CANARY);
        var seen = plane.target.seen.getLast().headers();
        assertThat(seen.getFirst("Authorization")).isEqualTo("Bearer tid=1;exp=2:mac-mac-mac");
        assertThat(seen.getFirst("Copilot-Integration-Id")).isNotBlank();
        assertThat(seen.getFirst("Editor-Version")).isNotBlank();

        plane.target.seen.clear();
        api[0] = "http://evil.example";
        plane.register("copilot", Api.COPILOT, use(CredentialUse.Kind.COPILOT, "", endpoint), true);
        assertThat(Plane.send(plane.request("/c/copilot/models")).statusCode()).isEqualTo(503);
        assertThat(plane.target.seen).extracting(TestTarget.Seen::uri).containsExactly("/copilot_internal/v2/token");
    }

    @Test
    void signsForAwsWhatItSendsAndShowsNobodyTheSignature() throws Exception {
        plane.target.answers(exchange -> TestTarget.json(
                        200, "{\"sent\":\"" + exchange.getRequestHeaders().getFirst("Authorization") + "\"}")
                .to(exchange));
        plane.register("api", Api.GENERIC, scoped("eu-central-1/bedrock"), true);

        HttpResponse<String> answer = Plane.send(plane.request("/c/api/model/a.b-v1:0/invoke?x=a%20b&w=%2F")
                .header("Content-Type", "application/json")
                .header("X-Amz-Date", "20200101T000000Z")
                .header("X-Amz-Security-Token", "mine")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"hi\"}")));

        TestTarget.Seen seen = plane.target.seen.getLast();
        assertThat(AwsVerifier.accepts(seen, "gateway", Plane.CANARY, "eu-central-1/bedrock"))
                .as(seen.toString())
                .isTrue();
        assertThat(AwsVerifier.accepts(seen, "gateway", Plane.CANARY + "x", "eu-central-1/bedrock"))
                .isFalse();
        assertThat(seen.headers().toString()).doesNotContain(Plane.CANARY, "20200101", "mine");
        assertThat(seen.body()).isEqualTo("{\"prompt\":\"hi\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(AwsVerifier.signature(seen));
    }

    @Test
    void signsWhatAwsReadsOfTheCallersHeadersAndShowsTheSessionTokenOfATemporaryKey() throws Exception {
        Path session = Files.writeString(directory.resolve("session"), "canary-session-token");
        Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("rw-------"));
        plane.target.answers(exchange -> TestTarget.json(
                        200, "{\"sent\":\"" + exchange.getRequestHeaders().getFirst("X-Amz-Security-Token") + "\"}")
                .to(exchange));
        plane.register(
                "api",
                temporaryKey(
                        "file:" + session,
                        "x-amz-target",
                        "x-amz-date",
                        "x-amz-security-token",
                        "x-amz-content-sha256"));

        HttpResponse<String> answer = Plane.send(plane.request("/c/api/x")
                .header("X-Amz-Target", "DynamoDB_20120810.GetItem")
                .header("X-Amz-Date", "20200101T000000Z")
                .header("X-Amz-Security-Token", "mine")
                .header("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        TestTarget.Seen seen = plane.target.seen.getLast();
        assertThat(AwsVerifier.accepts(seen, "gateway", Plane.CANARY, "eu-central-1/bedrock"))
                .as(seen.toString())
                .isTrue();
        assertThat(AwsVerifier.signedHeaders(seen)).contains("x-amz-target", "x-amz-security-token");
        assertThat(seen.headers().get("X-Amz-Target")).containsExactly("DynamoDB_20120810.GetItem");
        assertThat(seen.headers().get("X-Amz-Security-Token")).containsExactly("canary-session-token");
        assertThat(seen.headers().toString()).doesNotContain("mine", "20200101", "UNSIGNED-PAYLOAD");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("canary-session-token");
    }

    @Test
    void sendsNothingForAwsWithoutTheSessionTokenThatBelongsToTheKey() throws Exception {
        plane.register("api", temporaryKey("file:/nowhere/token"));

        assertProblem(Plane.send(plane.request("/c/api/x")), 503, Problems.UNAVAILABLE);
        assertThat(plane.target.seen).isEmpty();
    }

    private static HttpTarget temporaryKey(String sessionToken, String... headers) {
        return new HttpTarget(
                "",
                false,
                Api.GENERIC,
                new CredentialUse(
                        CredentialUse.Kind.AWS_SIGV4, "", "", "eu-central-1/bedrock", "", List.of(), sessionToken),
                true,
                List.of(headers),
                Plane.PATIENT);
    }

    /// What is uploaded in pieces, however many, is judged as one.
    @Test
    void takesUploadsWithoutALengthWholeAndBoundsThem() throws Exception {
        assertThat(Plane.send(plane.request("/c/api/x").POST(upload(9_999))).statusCode())
                .isEqualTo(200);
        assertThat(plane.target.seen.getFirst().body()).hasSize(9_999);
        assertThat(plane.target.seen.getFirst().headers().getFirst("Content-Length"))
                .isEqualTo("9999");
        plane.target.seen.clear();

        assertProblem(Plane.send(plane.request("/c/api/x").POST(upload(10_001))), 413, Problems.INVALID);
        assertThat(plane.target.seen).isEmpty();
    }

    private static HttpRequest.BodyPublisher upload(int length) {
        byte[] bytes = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    @Test
    void doesNotWaitForEverForAnUpload() throws Exception {
        plane.register("api", Api.GENERIC, Plane.bearer(), true, Plane.BRISK);
        URI gateway = plane.uri("/");
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("POST /c/api/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + plane.token()
                                    + "\r\nContent-Length: 10\r\n\r\nabc")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 400");
        }
        assertThat(plane.target.seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI,/v1/embeddings,/v1/models,/v1/embeddings/x",
        "COPILOT,/embeddings,/models,/v1/embeddings",
        "ANTHROPIC,,/v1/models,/v1/embeddings"
    })
    void readsEmbeddingsAndListsOfModelsOfEachApiAndNothingLikeThem(
            Api api, @Nullable String embeddings, String models, String other) throws Exception {
        plane.register("llm", api, Plane.bearer(), true);
        List<LlmFacts> asked = new CopyOnWriteArrayList<>();
        plane.policies.decideBy(request -> {
            HttpFacts http = request.command().http();
            if (http != null) {
                asked.add(Objects.requireNonNull(http.llm()));
            }
            return FakePolicies.allow(http == null ? Obligations.NONE : MASKED);
        });

        plane.target.answers(TestTarget.json(200, "{\"data\":[{\"id\":\"m\",\"secret\":\"" + KEY + "\"}]}"));
        HttpResponse<String> listed = Plane.send(plane.request("/c/llm" + models));
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body()).contains("\"m\"").doesNotContain(KEY);
        assertThat(asked.getLast().endpoint()).isEqualTo("models");

        String body = "{\"model\":\"e\",\"input\":[\"my key is " + KEY + "\"],\"dimensions\":2}";
        if (embeddings != null) {
            String vectors = "{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[0.25,-2E-7]}],\"model\":\"e\","
                    + "\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}";
            plane.target.answers(TestTarget.json(200, vectors));
            assertThat(Plane.send(posted("/c/llm" + embeddings, body)).body()).isEqualTo(vectors);
            assertThat(plane.target.seen.getLast().body())
                    .contains("my key is", "\"dimensions\":2")
                    .doesNotContain(KEY);
            assertThat(asked.getLast().endpoint()).isEqualTo("embeddings");
            assertThat(asked.getLast().model()).isEqualTo("e");
            assertThat(asked.getLast().findings()).isNotEmpty();
            assertThat(asked.getLast().unknown()).isEmpty();
        }
        plane.target.seen.clear();
        assertThat(Plane.send(posted("/c/llm" + other, body)).statusCode()).isEqualTo(400);
        assertThat(Plane.send(posted("/c/llm" + models, body)).statusCode()).isEqualTo(400);
        assertThat(plane.target.seen).isEmpty();
    }

    private static HttpRequest.Builder posted(String path, String body) {
        return plane.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Test
    void sendsNothingForAwsThatItCannotSign() throws Exception {
        plane.register("api", Api.GENERIC, scoped("eu-central-1"), true);

        assertProblem(Plane.send(plane.request("/c/api/x")), 503, Problems.UNAVAILABLE);
        assertThat(plane.target.seen).isEmpty();
    }

    private static CredentialUse scoped(String scope) {
        return new CredentialUse(CredentialUse.Kind.AWS_SIGV4, "", "", scope, "", List.of());
    }

    private static CredentialUse use(CredentialUse.Kind kind, String header, String tokenUri) {
        return new CredentialUse(kind, header, tokenUri, "s", "a", List.of());
    }

    private static HttpRequest.Builder chat(String path, boolean stream) {
        return plane.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-5\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }

    private static HttpRequest.Builder async(String key, String body) {
        return plane.request("/c/api/x")
                .header("Prefer", "respond-async")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static TestTarget.Answer endless(CompletableFuture<Void> broken) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write("data: x\n\n".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                broken.complete(null);
            }
        };
    }

    private static TestTarget.Answer encoded(String encoding, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", encoding);
            TestTarget.whole(200, "application/json", body).to(exchange);
        };
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static Socket raw(String text) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), plane.uri("/").getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"type\":\"" + type + "\"").doesNotContain("Exception", "canary");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }
}
