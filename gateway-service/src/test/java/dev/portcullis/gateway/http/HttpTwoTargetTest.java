// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.Protocol;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.postgres.FakePolicies;
import dev.portcullis.testing.CertificateAuthority;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds towards a target of HTTP/1.1 holds towards one of HTTP/2.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HttpTwoTargetTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final Obligations MASKED =
            new Obligations(List.of(new Obligations.Mask(null, "secrets", "redact", null)), false, null);

    @TempDir
    static Path directory;

    private static Plane plane;
    private static CertificateAuthority authority;
    private static TwoTarget target;
    private static Path authorities;

    @BeforeAll
    static void start() throws Exception {
        authority = CertificateAuthority.create("targets");
        authorities = Files.writeString(directory.resolve("targets.crt"), authority.certificatePem());
        target = new TwoTarget(authority.issueForLoopback(), "h2", "http/1.1");
        plane = new Plane(directory);
    }

    @AfterAll
    static void stop() {
        plane.close();
        target.close();
    }

    @BeforeEach
    void reset() {
        plane.reset();
        target.reset();
        register(target, Protocol.HTTP2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"AUTO", "HTTP2"})
    void sendsWhatItWouldSendOverHttpOne(Protocol protocol) throws Exception {
        register(target, protocol);
        target.answers(stream -> {
            stream.headers(200, "content-type", "application/json", "x-said", Plane.CANARY, "set-cookie", "a=b");
            stream.data("{\"said\":\"" + Plane.CANARY + "\"}", true);
        });

        HttpResponse<String> answer = Plane.send(plane.request("/c/api/v1/items?id=%37")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("Cookie", "a=b")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"said\":\"***").doesNotContain("canary");
        assertThat(answer.headers().map().toString()).doesNotContain("canary", "a=b");
        assertThat(target.seen).singleElement().satisfies(seen -> {
            assertThat(seen.protocol()).isEqualTo("h2");
            assertThat(seen.headers().method()).hasToString("POST");
            assertThat(seen.headers().path()).hasToString("/v1/items?id=%37");
            assertThat(seen.headers().scheme()).hasToString("https");
            assertThat(seen.headers().authority()).hasToString("localhost:" + target.port());
            assertThat(seen.header("authorization")).isEqualTo("Bearer " + Plane.CANARY);
            assertThat(seen.header("content-length")).isEqualTo("7");
            assertThat(seen.body()).isEqualTo("{\"n\":1}");
            assertThat(seen.headers().names().stream().map(CharSequence::toString))
                    .doesNotContain("host", "connection", "transfer-encoding", "upgrade", "cookie", "x-forwarded-for");
        });
    }

    @Test
    void speaksHttpOneWhereNobodySaidOtherwise() throws Exception {
        plane.register("api", http(), target.port(), tls());

        assertThat(Plane.send(plane.request("/c/api/x")).body()).isEqualTo("{\"one\":1}");
        assertThat(target.seen).extracting(TwoTarget.Seen::protocol).containsExactly("http/1.1");
    }

    @Test
    void agreesOnHttpOneWithATargetOfThatOnlyUnlessItMustNot() throws Exception {
        try (TwoTarget one = new TwoTarget(authority.issueForLoopback(), "http/1.1")) {
            register(one, Protocol.AUTO);
            assertThat(Plane.send(plane.request("/c/api/x")).body()).isEqualTo("{\"one\":1}");
            assertThat(one.seen).extracting(TwoTarget.Seen::protocol).containsExactly("http/1.1");
            one.seen.clear();

            register(one, Protocol.HTTP2);
            assertRefused(Plane.send(plane.request("/c/api/x")), 502);
            assertThat(one.seen).isEmpty();
        }
    }

    @Test
    void sendsNothingThatIsDeniedAndNothingWhereTheWayIsNotSafe() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.deny("not today"));
        HttpResponse<String> denied = Plane.send(plane.request("/c/api/x"));
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body()).contains("not today");
        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));

        try (TwoTarget other = new TwoTarget(authority.issueFor("other.example"), "h2")) {
            register(other, Protocol.HTTP2);
            assertRefused(Plane.send(plane.request("/c/api/x")), 502);
            assertThat(other.seen).isEmpty();
        }
        CertificateAuthority strangers = CertificateAuthority.create("strangers");
        try (TwoTarget stranger = new TwoTarget(strangers.issueForLoopback(), "h2")) {
            register(stranger, Protocol.HTTP2);
            assertRefused(Plane.send(plane.request("/c/api/x")), 502);
            assertThat(stranger.seen).isEmpty();
        }
        HttpTarget closed = new HttpTarget("", true, Api.GENERIC, Plane.bearer(), false, List.of(), http().limits())
                .speaking(Protocol.HTTP2);
        plane.register("api", closed, target.port(), tls());
        assertRefused(Plane.send(plane.request("/c/api/x")), 502);
        assertThat(target.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void streamsEventsAsTheyComeAndMasksThemHoweverTheyAreCut(int size) throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        plane.register("llm", http(Api.OPENAI).speaking(Protocol.HTTP2), target.port(), tls());
        CountDownLatch firstIsThere = new CountDownLatch(1);
        target.answers(stream -> {
            stream.headers(200, "content-type", "text/event-stream");
            inPieces(stream, chunk("first " + "words ".repeat(60), "null"), size);
            if (!firstIsThere.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody saw the first event");
            }
            inPieces(stream, chunk("key " + KEY.substring(0, 9), "null"), size);
            inPieces(stream, chunk(KEY.substring(9) + " end", "null"), size);
            inPieces(stream, chunk("", "\"stop\"") + "data: [DONE]\n\n", size);
            stream.data("", true);
        });

        HttpResponse<InputStream> answer = Plane.CLIENT.send(chat().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            StringBuilder text = new StringBuilder();
            while (!text.toString().contains("first")) {
                text.append((char) body.read());
            }
            firstIsThere.countDown();
            text.append(new String(body.readAllBytes(), StandardCharsets.UTF_8));

            assertThat(text.toString()).contains("[DONE]", "end").doesNotContain(KEY, KEY.substring(9), "AKIA");
        }
        assertThat(target.seen).extracting(TwoTarget.Seen::protocol).containsExactly("h2");
    }

    @Test
    void endsTheStreamOfWhoLeavesOrIsThrownOutAndNoOther() throws Exception {
        Plane.send(plane.request("/c/api/first"));
        target.reset();
        CountDownLatch end = new CountDownLatch(1);
        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain");
            stream.data("begun ", false);
            end.await();
            stream.data("ended", true);
        });
        CompletableFuture<HttpResponse<String>> staying =
                Plane.CLIENT.sendAsync(plane.request("/c/api/stay").build(), HttpResponse.BodyHandlers.ofString());
        Plane.await(() -> !target.seen.isEmpty());
        String shared = target.seen.getFirst().line();
        // Two that come at one time may get two lines. It is about one that they share.
        do {
            try (InputStream body = open("/c/api/leave")) {
                assertThat(body.read()).isPositive();
            }
            assertThat(target.resets.poll(60, TimeUnit.SECONDS)).isEqualTo(Http2Error.CANCEL.code());
        } while (!target.seen.getLast().line().equals(shared));
        end.countDown();
        assertThat(staying.get().body()).isEqualTo("begun ended");

        CountDownLatch never = new CountDownLatch(1);
        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain");
            stream.data("begun ", false);
            never.await();
        });
        try (InputStream body = open("/c/api/killed")) {
            assertThat(body.read()).isPositive();
            plane.part(LiveSessions.class).endAllOf("agent-7", "an operator ended it");
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(target.resets.poll(60, TimeUnit.SECONDS)).isEqualTo(Http2Error.CANCEL.code());
    }

    /// Its stream's window is full, and so would be the connection's if it were no larger.
    @Test
    void whoDoesNotReadItsAnswerKeepsNobodyElseWaiting() throws Exception {
        plane.register(
                "api",
                new HttpTarget(
                                "",
                                true,
                                Api.GENERIC,
                                Plane.bearer(),
                                true,
                                List.of(),
                                new HttpTarget.Limits(10_000, 64 << 20, 120, 170, 8))
                        .speaking(Protocol.HTTP2),
                target.port(),
                tls());
        CountDownLatch never = new CountDownLatch(1);
        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain");
            for (int i = 0; i < 4096; i++) {
                stream.data("x".repeat(1 << 13), false);
            }
            never.await();
        });
        try (InputStream unread = open("/c/api/large");
                InputStream unreadToo = open("/c/api/large")) {
            assertThat(unread.read() + unreadToo.read()).isPositive();
            for (long before = -1; before != target.written.get(); ) {
                before = target.written.get();
                Thread.sleep(1_000);
            }
            assertThat(target.written.get()).as("both are stuck").isLessThan(2 * 4096 * (1 << 13));

            target.answers(TwoTarget.Answer.json("{\"small\":1}"));
            assertThat(Plane.send(plane.request("/c/api/small")).body()).isEqualTo("{\"small\":1}");
        }
        assertThat(target.seen)
                .extracting(TwoTarget.Seen::line)
                .containsOnly(target.seen.getFirst().line());
    }

    @Test
    void takesANewConnectionAfterATargetSaidGoodbyeAndSendsNothingAgain() throws Exception {
        target.answers(stream -> {
            stream.goAway();
            stream.headers(200, "content-type", "text/plain");
            stream.data("last", true);
        });
        assertThat(Plane.send(plane.request("/c/api/1")).body()).isEqualTo("last");
        target.answers(TwoTarget.Answer.json("{}"));
        assertThat(Plane.send(plane.request("/c/api/2")).statusCode()).isEqualTo(200);
        assertThat(target.seen).hasSize(2);
        assertThat(target.seen.getLast().line())
                .isNotEqualTo(target.seen.getFirst().line());
        target.seen.clear();

        target.answers(stream -> stream.reset(Http2Error.REFUSED_STREAM));
        assertRefused(Plane.send(plane.request("/c/api/3").POST(HttpRequest.BodyPublishers.ofString("pay"))), 502);
        assertThat(target.seen).hasSize(1);

        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain");
            stream.data("half", false);
            stream.reset(Http2Error.INTERNAL_ERROR);
        });
        assertThatThrownBy(() -> Plane.send(plane.request("/c/api/4"))).isInstanceOf(IOException.class);
        assertThat(target.seen).hasSize(2);
        Plane.await(() -> plane.audit.outcomes().stream()
                .anyMatch(outcome ->
                        outcome.ending() == Ending.TARGET_LOST && outcome.tag().equals("200")));
    }

    @Test
    void boundsTimeSizeAndHeaders() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        target.answers(_ -> never.await());
        HttpTarget brisk = new HttpTarget("", true, Api.GENERIC, Plane.bearer(), true, List.of(), Plane.BRISK);
        plane.register("api", brisk.speaking(Protocol.HTTP2), target.port(), tls());
        assertRefused(Plane.send(plane.request("/c/api/silent")), 502);
        assertThat(target.resets.poll(60, TimeUnit.SECONDS)).isEqualTo(Http2Error.CANCEL.code());

        register(target, Protocol.HTTP2);
        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain");
            stream.data("x".repeat(200_000), true);
        });
        assertThatThrownBy(() -> Plane.send(plane.request("/c/api/large"))).isInstanceOf(IOException.class);

        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain", "x-long", "x".repeat(100_000));
            stream.data("headers", true);
        });
        assertRefused(Plane.send(plane.request("/c/api/headers")), 502);

        target.answers(TwoTarget.Answer.json("{}"));
        assertThat(Plane.send(plane.request("/c/api/next")).statusCode()).isEqualTo(200);
    }

    @Test
    void passesNeitherTrailersNorAnswersBeforeTheAnswer() throws Exception {
        target.answers(stream -> {
            stream.headers(200, "content-type", "text/plain");
            stream.data("body", false);
            stream.trailers("x-secret", Plane.CANARY);
        });
        HttpResponse<String> answer =
                Plane.send(plane.request("/c/api/trailers").header("TE", "trailers"));
        assertThat(answer.body()).isEqualTo("body");
        assertThat(answer.headers().map().toString()).doesNotContain("canary");

        target.answers(stream -> {
            stream.headers(103, "link", "</style.css>");
            stream.headers(200, "content-type", "text/plain");
            stream.data("body", true);
        });
        HttpResponse<String> early = Plane.send(plane.request("/c/api/early"));
        assertThat(early.statusCode()).isEqualTo(502);
        assertThat(early.body()).doesNotContain("style");

        target.answers(TwoTarget.Answer.json("{\"next\":1}"));
        assertThat(Plane.send(plane.request("/c/api/next")).body()).isEqualTo("{\"next\":1}");
    }

    private static void register(TwoTarget to, Protocol protocol) {
        plane.register("api", http().speaking(protocol), to.port(), tls());
    }

    private static HttpTarget http() {
        return http(Api.GENERIC);
    }

    private static HttpTarget http(Api api) {
        return new HttpTarget("", true, api, Plane.bearer(), true, List.of(), Plane.PATIENT);
    }

    private static Connection.Tls tls() {
        return new Connection.Tls(authorities.toString(), "");
    }

    private static HttpRequest.Builder chat() {
        return plane.request("/c/llm/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-5\",\"stream\":true,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }

    private static String chunk(String content, String finish) {
        return "data:"
                + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-5\",\"choices\":[{"
                + "\"index\":0,\"delta\":{\"content\":\"" + content + "\"},\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static void inPieces(TwoTarget.Stream stream, String text, int size) {
        for (int at = 0; at < text.length(); at += size) {
            stream.data(text.substring(at, Math.min(text.length(), at + size)), false);
        }
    }

    private static InputStream open(String path) throws Exception {
        return Plane.CLIENT
                .send(plane.request(path).build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private static void assertRefused(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(Problems.UNAVAILABLE).doesNotContain("Exception", "canary");
    }
}
