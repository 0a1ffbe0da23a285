// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.postgres.FakePolicies;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/// WebSockets through the whole gateway, to a target on loopback.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class WebSocketTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final Obligations MASKED =
            new Obligations(List.of(new Obligations.Mask(null, "secrets", "redact", null)), false, null);

    @TempDir
    static Path directory;

    private static Plane plane;
    private static DisposableServer target;
    private static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();
    private static final List<reactor.netty.Connection> LINES = new CopyOnWriteArrayList<>();
    private static final List<HttpHeaders> OPENED = new CopyOnWriteArrayList<>();
    private static volatile Function<String, Flux<WebSocketFrame>> answer = _ -> Flux.empty();

    @BeforeAll
    static void start() {
        plane = new Plane(directory);
        WebsocketServerSpec plain =
                WebsocketServerSpec.builder().maxFramePayloadLength(1 << 20).build();
        WebsocketServerSpec chat =
                WebsocketServerSpec.builder().protocols("chat,other").build();
        target = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws("/ws", WebSocketTest::serve, plain)
                        .ws("/greeting", (_, out) -> out.sendObject(inFrames("welcome, " + KEY, 3), _ -> true), plain)
                        .get("/unknown", (_, response) -> response.status(401).send())
                        .ws("/chat", WebSocketTest::serve, chat)
                        .get("/proxied", (_, response) -> response.status(407).send())
                        .get("/line", (request, response) -> response.sendString(Mono.just(from(request))))
                        .get("/none", (_, response) -> response.status(404).send()))
                .bindNow();
    }

    private static String from(HttpServerRequest request) {
        return String.valueOf(request.remoteAddress());
    }

    private static Publisher<Void> serve(WebsocketInbound in, WebsocketOutbound out) {
        OPENED.add(in.headers());
        in.withConnection(LINES::add);
        return out.sendObject(
                in.aggregateFrames(1 << 20)
                        .receiveFrames()
                        .map(WebSocketTest::said)
                        .doOnNext(SEEN::add)
                        .concatMap(said -> answer.apply(said)),
                _ -> true);
    }

    @AfterAll
    static void stop() {
        plane.close();
        target.disposeNow();
    }

    /// The record is everybody's, so nothing of the test before may still be under way.
    @BeforeEach
    void reset() throws Exception {
        plane.part(LiveSessions.class).endAll("the test is over");
        await(() -> count("started") == count("ended") && carried() == 0);
        plane.reset();
        SEEN.clear();
        OPENED.clear();
        answer = said -> Flux.just(new TextWebSocketFrame("echo " + said));
        register(sockets(300, false));
    }

    @Test
    void carriesMessagesBothWaysWithTheGatewaysCredentialAndEachOnRecord() throws Exception {
        WebSocket.Builder builder = builder()
                .header("X-Forwarded-For", "10.0.0.1")
                .header("X-Remote-User", "admin")
                .header("Impersonate-User", "admin")
                .header("Forwarded", "for=10.0.0.1")
                .header("Cookie", "session=1");
        Client client = Client.open(builder, "/c/api/ws?room=1");

        client.say("hello");
        assertThat(client.next()).isEqualTo("echo hello");
        client.say("{\"n\":1}");
        assertThat(client.next()).isEqualTo("echo {\"n\":1}");
        assertThat(carried()).isEqualTo(1);
        client.socket.sendClose(1000, "").join();
        assertThat(client.closed().code()).isEqualTo(1000);

        assertThat(OPENED).singleElement().satisfies(headers -> {
            assertThat(headers.get("Authorization")).isEqualTo("Bearer " + Plane.CANARY);
            assertThat(headers.get("Host")).isEqualTo("localhost:" + target.port());
            assertThat(headers.names())
                    .extracting(name -> name.toLowerCase(Locale.ROOT))
                    .doesNotContain("x-forwarded-for", "x-remote-user", "impersonate-user", "forwarded", "cookie")
                    .doesNotContain("sec-websocket-extensions");
        });
        assertThat(plane.audit.events().toString()).contains("intent GET /ws", "intent MESSAGE /ws");
        await(() -> completed() == 3 && carried() == 0);
        assertThat(plane.audit.recorded().toString()).contains("ROW [echo hello]", "ROW [echo {\"n\":1}]");
    }

    @Test
    void eachMessageIsJudgedByWhatItIsAndADeniedOneEndsTheConnection() throws Exception {
        List<HttpFacts> asked = new CopyOnWriteArrayList<>();
        messagesAre(facts -> {
            asked.add(facts);
            return facts.findings().isEmpty()
                    ? FakePolicies.allow(Obligations.NONE)
                    : FakePolicies.deny("no keys here");
        });
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("{\"n\":1}");
        assertThat(client.next()).isEqualTo("echo {\"n\":1}");
        client.say("my key is \0" + KEY);

        Closed closed = client.closed();
        assertThat(closed.code()).isEqualTo(1008);
        assertThat(closed.reason()).contains("no keys here");
        assertThat(SEEN).containsExactly("{\"n\":1}");
        assertThat(asked.getFirst().contentType()).isEqualTo("application/json");
        assertThat(asked.getFirst().bodyBytes()).isEqualTo(7);
        assertThat(asked.getLast().contentType()).isEqualTo("text/plain");
        assertThat(plane.audit.events().toString()).contains("refused MESSAGE /ws NotPermitted");
    }

    @Test
    void opensNothingWherePolicyOrTheConnectionOrTheTargetDoNot() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.deny("not today"));
        assertRefused(builder(), "/c/api/ws", 403);
        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));

        register(null);
        assertRefused(builder(), "/c/api/ws", 400);
        register(sockets(300, false));
        assertRefused(Plane.CLIENT.newWebSocketBuilder(), "/c/api/ws", 401);
        assertThat(OPENED).isEmpty();
        assertRefused(builder(), "/c/api/none", 502);
        await(() -> outcome("TARGET_LOST") == 1);
        assertRefused(builder(), "/c/api/unknown", 503);
        await(() -> outcome("FAILED") == 1);
        assertRefused(builder(), "/c/api/proxied", 503);
        await(() -> outcome("FAILED") == 2);

        assertThat(Client.open(builder(), "/c/api/ws").socket.isOutputClosed()).isFalse();
    }

    @Test
    void sendsNothingWhilePolicyOrAuditAreAway() throws Exception {
        Client first = Client.open(builder(), "/c/api/ws");
        plane.policies.down(true);
        first.say("hello");
        assertThat(first.closed().code()).isEqualTo(1011);
        plane.policies.down(false);

        Client second = Client.open(builder(), "/c/api/ws");
        plane.audit.failing(true);
        second.say("hello");
        assertThat(second.closed().code()).isEqualTo(1011);
        plane.audit.failing(false);
        assertThat(SEEN).isEmpty();

        Client third = Client.open(builder(), "/c/api/ws");
        third.say("hello");
        assertThat(third.next()).isEqualTo("echo hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void masksMessagesBothWaysHoweverTheyAreCutAndNeverSaysTheCredential(int size) throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        answer = _ -> inFrames("{\"key\":\"" + KEY + "\",\"sent\":\"" + Plane.CANARY + "\"}", size)
                .concatWith(inFrames("your key: " + KEY + ".", size));
        Client client = Client.open(builder(), "/c/api/ws");
        String text = "use " + KEY + " now";
        for (int at = 0; at < text.length(); at += size) {
            int end = Math.min(text.length(), at + size);
            client.socket
                    .sendText(text.substring(at, end), end == text.length())
                    .join();
        }

        assertThat(SEEN.poll(60, TimeUnit.SECONDS))
                .startsWith("use ")
                .endsWith(" now")
                .doesNotContain(KEY);
        assertThat(client.next())
                .startsWith("{\"key\":\"")
                .contains("\"sent\":\"****")
                .doesNotContain(KEY, "canary");
        assertThat(client.next()).startsWith("your key: ").doesNotContain(KEY);
        assertThat(plane.audit.recorded().toString()).doesNotContain(KEY);
    }

    @Test
    void whatIsLargerOrBinaryDoesNotPassUnlessTheConnectionTakesIt() throws Exception {
        Client large = Client.open(builder(), "/c/api/ws");
        large.say("x".repeat(10_001));
        large.closed();
        Client binary = Client.open(builder(), "/c/api/ws");
        binary.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
        assertThat(binary.closed().code()).isEqualTo(1008);
        assertThat(SEEN).isEmpty();

        answer = _ -> Flux.just(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {3})));
        Client answered = Client.open(builder(), "/c/api/ws");
        answered.say("give me bytes");
        assertThat(answered.closed().code()).isEqualTo(1008);
        assertThat(answered.said).isEmpty();

        register(sockets(300, true));
        Client both = Client.open(builder(), "/c/api/ws");
        both.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
        assertThat(both.next()).isEqualTo("bytes 3");
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        Client masked = Client.open(builder(), "/c/api/ws");
        masked.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
        assertThat(masked.closed().code()).isEqualTo(1008);
    }

    @Test
    void aHeldMessageWaitsForPeopleAndKeepsItsPlace() throws Exception {
        messagesAre(_ -> FakePolicies.hold(Obligations.NONE));
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("first");
        Approval approval = plane.approvals.next();
        assertThat(approval.text()).isEqualTo("MESSAGE /ws");
        assertThat(approval.parameters()).contains("first");
        assertThat(SEEN).isEmpty();
        plane.approvals.approve(approval);
        assertThat(client.next()).isEqualTo("echo first");

        client.say("second");
        plane.approvals.reject(plane.approvals.next(), "not this one");
        Closed closed = client.closed();
        assertThat(closed.code()).isEqualTo(1008);
        assertThat(closed.reason()).contains("not this one");
        assertThat(SEEN).containsExactly("first");

        Client leaving = Client.open(builder(), "/c/api/ws");
        leaving.say("third");
        Approval third = plane.approvals.next();
        leaving.socket.sendClose(1000, "").join();
        await(() -> plane.approvals.isWithdrawn(third));
        assertThat(SEEN).containsExactly("first");
    }

    @Test
    void endsWhenAnOperatorSaysSoWhenPolicyChangesAndWhenNobodySaysAnything() throws Exception {
        Client killed = Client.open(builder(), "/c/api/ws");
        plane.part(LiveSessions.class).endAllOf("agent-7", "an operator ended it");
        Closed closed = killed.closed();
        assertThat(closed.code()).isEqualTo(1008);
        assertThat(closed.reason()).contains("an operator ended it");

        Client changed = Client.open(builder(), "/c/api/ws");
        register(sockets(1, false));
        assertThat(changed.closed().code()).isEqualTo(1008);

        Client idle = Client.open(builder(), "/c/api/ws");
        assertThat(idle.closed().code()).isEqualTo(1001);
        await(() -> plane.audit.events().stream().anyMatch(event -> event.contains("ended an operator ended it")));
    }

    @Test
    void passesOnThatTheTargetIsDoneAndWhichSubprotocolItChose() throws Exception {
        answer = _ -> Flux.just(new CloseWebSocketFrame(4_000, Plane.CANARY));
        plane.register(
                "api", http(sockets(300, false), "sec-websocket-protocol"), target.port(), new Connection.Tls("", ""));
        Client client = Client.open(builder().subprotocols("chat"), "/c/api/chat");
        assertThat(client.socket.getSubprotocol()).isEqualTo("chat");
        client.say("bye");

        Closed closed = client.closed();
        assertThat(closed.code()).isEqualTo(1000);
        assertThat(closed.reason()).doesNotContain("canary");
        await(() -> completed() == 2);
    }

    @Test
    void saysThatTheTargetIsLost() throws Exception {
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("hello");
        assertThat(client.next()).isEqualTo("echo hello");
        var _ = LINES.getLast().channel().close();

        assertThat(client.closed().code()).isEqualTo(1011);
        await(() -> outcome("TARGET_LOST") == 1);
    }

    @Test
    void masksWhatTheTargetSaysFirstHoweverEarly() throws Exception {
        plane.policies.decideBy(_ -> FakePolicies.allow(MASKED));
        Client client = Client.open(builder(), "/c/api/greeting");
        assertThat(client.next()).startsWith("welcome, ").doesNotContain(KEY).hasSizeGreaterThan(12);

        plane.policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        assertThat(Client.open(builder(), "/c/api/greeting").next()).isEqualTo("welcome, " + KEY);
    }

    @Test
    void sendsWhatWasSaidBeforeAGoodbye() throws Exception {
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("last words");
        client.socket.sendClose(1000, "").join();
        assertThat(SEEN.poll(60, TimeUnit.SECONDS)).isEqualTo("last words");
        await(() -> completed() == 2);
    }

    @Test
    void isOpenNoLongerThanTheConnectionAllows() throws Exception {
        register(new HttpTarget.WebSocket(10_000, 300, 1, false, List.of()));
        Client client = Client.open(builder(), "/c/api/ws");
        Closed closed = client.closed();
        assertThat(closed.code()).isEqualTo(1001);
        assertThat(closed.reason()).contains("as long as the connection allows");
    }

    @Test
    void endsWithItsToken() throws Exception {
        Closed closed = openWithAShortToken().closed();
        assertThat(closed.code()).isEqualTo(1008);
        assertThat(closed.reason()).contains("the token has expired");
    }

    /// However long it takes to open one here: a token that is over by then opens none.
    private static Client openWithAShortToken() {
        for (int seconds = 3; ; seconds *= 2) {
            String token = plane.issuer
                    .token("agent-7")
                    .groups("agents")
                    .roles("agent")
                    .expiresIn(Duration.ofSeconds(seconds))
                    .sign();
            try {
                return Client.open(
                        Plane.CLIENT.newWebSocketBuilder().header("Authorization", "Bearer " + token), "/c/api/ws");
            } catch (CompletionException e) {
                assertThat(seconds).as(e.toString()).isLessThan(60);
            }
        }
    }

    @Test
    void recordsAMessageThatFailsInAWayThatNobodyForesaw() throws Exception {
        messagesAre(facts -> {
            if (facts.bodyBytes() > 5) {
                throw new IllegalStateException("nobody foresaw this");
            }
            return FakePolicies.allow(Obligations.NONE);
        });
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("hello");
        assertThat(client.next()).isEqualTo("echo hello");
        client.say("good day");
        assertThat(client.closed().code()).isEqualTo(1011);
        assertThat(SEEN).containsExactly("hello");
        assertThat(plane.audit.events().toString()).contains("refused MESSAGE /ws Unavailable");
    }

    /// So that open ones leave other requests theirs.
    @Test
    void takesNoConnectionOfOtherRequests() throws Exception {
        HttpResponse<String> request = Plane.send(
                HttpRequest.newBuilder(plane.uri("/c/api/line")).header("Authorization", "Bearer " + plane.token()));
        assertThat(request.statusCode()).isEqualTo(200);
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("hello");
        assertThat(client.next()).isEqualTo("echo hello");
        assertThat(LINES.getLast().channel().remoteAddress()).asString().isNotEqualTo(request.body());
    }

    @Test
    void countsAmongWhatASessionMayDoAtOnce() throws Exception {
        plane.register(
                "api",
                new HttpTarget(
                                "",
                                false,
                                Api.GENERIC,
                                Plane.bearer(),
                                true,
                                List.of(),
                                new HttpTarget.Limits(10_000, 100_000, 30, 60, 2))
                        .carrying(sockets(300, false)),
                target.port(),
                new Connection.Tls("", ""));
        String token = "Bearer " + plane.token();
        Client first = Client.open(Plane.CLIENT.newWebSocketBuilder().header("Authorization", token), "/c/api/ws");
        // Until its handshake is over, one takes two places.
        first.say("hello");
        assertThat(first.next()).isEqualTo("echo hello");
        Client second = Client.open(Plane.CLIENT.newWebSocketBuilder().header("Authorization", token), "/c/api/ws");
        assertRefused(Plane.CLIENT.newWebSocketBuilder().header("Authorization", token), "/c/api/ws", 429);

        second.say("hello");
        assertThat(second.next()).isEqualTo("echo hello");
        first.socket.sendClose(1000, "").join();
        first.closed();
        await(() -> carried() == 1);
        Client third = Client.open(Plane.CLIENT.newWebSocketBuilder().header("Authorization", token), "/c/api/ws");
        third.say("hello");
        assertThat(third.next()).isEqualTo("echo hello");
    }

    @Test
    void passesOnNoMessageThatTheRecordingHasNoRoomForWhereAnyMessageSaysSo() throws Exception {
        plane.audit.roomFor(-1, 0);
        Client marked = Client.open(builder(), "/c/api/ws");
        marked.say("hello");
        assertThat(marked.next()).isEqualTo("echo hello");
        assertThat(plane.audit.recorded()).contains("TRUNCATED rows left out, after -1 rows of a command");

        messagesAre(_ -> FakePolicies.allow(Obligations.NONE.atRecordingLimit(RecordingLimit.REFUSE)));
        Client refused = Client.open(builder(), "/c/api/ws");
        refused.say("hello");
        Closed closed = refused.closed();
        assertThat(closed.code()).isEqualTo(1008);
        assertThat(closed.reason()).contains("no room in the session's recording");
        assertThat(refused.said).isEmpty();
        await(() -> plane.audit.events().toString().contains("outcome FAILED 101 recording-full"));
    }

    @Test
    void sendsNoMessageUnderAnObligationThatItCannotKeep() throws Exception {
        Obligations budget =
                new Obligations(List.of(), false, null, null, null, null, null, false, null, 1_000L, List.of(), null);
        Obligations rows = new Obligations(List.of(), true, null);
        for (Obligations obligations : List.of(budget, rows)) {
            messagesAre(_ -> FakePolicies.allow(obligations));
            Client client = Client.open(builder(), "/c/api/ws");
            client.say("hello");
            assertThat(client.closed().code()).isEqualTo(1008);
        }
        assertThat(SEEN).isEmpty();
        messagesAre(_ -> FakePolicies.allow(Obligations.NONE));
        Client client = Client.open(builder(), "/c/api/ws");
        client.say("hello");
        assertThat(client.next()).isEqualTo("echo hello");
    }

    @Test
    void opensNoneForAPageOfAnotherOrigin() throws Exception {
        register(new HttpTarget.WebSocket(10_000, 300, 3_600, false, List.of("https://chat.example")));
        for (String origin : List.of(
                "Origin: https://evil.example\r\n",
                "Origin: null\r\n",
                "Origin: http://chat.example\r\n",
                "Origin: https://chat.example.evil.example\r\n",
                "Origin: https://chat.example\r\nOrigin: https://evil.example\r\n")) {
            try (RawSocket raw = RawSocket.open(plane, origin)) {
                assertThat(raw.head()).as(origin).startsWith("HTTP/1.1 400").contains("pages of this origin");
            }
        }
        assertThat(OPENED).isEmpty();
        try (RawSocket raw = RawSocket.open(plane, "Origin: https://chat.example\r\n")) {
            assertThat(raw.head()).startsWith("HTTP/1.1 101");
            // The target tells us after it has told the gateway.
            await(() -> !OPENED.isEmpty());
        }
        assertThat(OPENED)
                .singleElement()
                .satisfies(headers ->
                        assertThat(headers.get("Origin")).as("not the caller's").doesNotContain("chat.example"));
    }

    @Test
    void opensNoneForWhatIsNoHandshake() throws Exception {
        for (String wrong : List.of("Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Upgrade: h2c\r\n")) {
            try (RawSocket raw = RawSocket.open(plane, wrong)) {
                raw.send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(raw.head()).as(wrong).startsWith("HTTP/1.1 400");
            }
        }
        assertThat(OPENED).isEmpty();
    }

    @Test
    void agreesOnNoCompressionAndReadsNone() throws Exception {
        try (RawSocket raw = RawSocket.open(plane, "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
            assertThat(raw.head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
            raw.frame(0x81, "hello");
            assertThat(raw.next()).isEqualTo("echo hello");
            raw.frame(0xC1, "hello");
            assertThat(raw.next()).startsWith("closed 1002");
        }
        assertThat(SEEN).containsExactly("hello");
    }

    @Test
    void endsOnFramesThatAreNone() throws Exception {
        try (RawSocket raw = RawSocket.open(plane, "")) {
            raw.head();
            raw.frame(0x81, new byte[] {(byte) 0xC3, 0x28});
            assertThat(raw.next()).startsWith("closed 1002").contains("not UTF-8");
        }
        try (RawSocket raw = RawSocket.open(plane, "")) {
            raw.head();
            raw.frame(0x01, "x".repeat(9_000));
            raw.frame(0x80, "x".repeat(1_001));
            assertThat(raw.next()).startsWith("closed 1009");
        }
        try (RawSocket raw = RawSocket.open(plane, "")) {
            raw.head();
            raw.frame(0x80, "never begun");
            assertThat(raw.next()).startsWith("closed 1002");
        }
        try (RawSocket raw = RawSocket.open(plane, "")) {
            raw.head();
            raw.send(new byte[] {(byte) 0x81, 2, 'h', 'i'});
            assertThat(raw.next()).as("not masked").startsWith("closed 1002");
        }
        assertThat(SEEN).isEmpty();
    }

    @Test
    void saysThatTheCallerIsLost() throws Exception {
        try (RawSocket raw = RawSocket.open(plane, "")) {
            assertThat(raw.head()).startsWith("HTTP/1.1 101");
            raw.frame(0x81, "hello");
            assertThat(raw.next()).isEqualTo("echo hello");
            raw.frame(0x89, "a ping");
            assertThat(raw.next()).isEqualTo("pong a ping");
        }
        await(() -> outcome("CLIENT_LOST") == 1 && completed() == 1);
    }

    private static Flux<WebSocketFrame> inFrames(String text, int size) {
        return Flux.fromStream(Stream.iterate(0, at -> at < text.length(), at -> at + size)
                .map(at -> {
                    int end = Math.min(text.length(), at + size);
                    var bytes = Unpooled.copiedBuffer(text.substring(at, end), StandardCharsets.UTF_8);
                    boolean last = end == text.length();
                    return at == 0
                            ? new TextWebSocketFrame(last, 0, bytes)
                            : new ContinuationWebSocketFrame(last, 0, bytes);
                }));
    }

    private static String said(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame text
                ? text.text()
                : "bytes " + frame.content().readableBytes();
    }

    private static void messagesAre(Function<HttpFacts, Decision> rule) {
        plane.policies.decideBy(request -> {
            HttpFacts facts = request.command().http();
            return facts != null && facts.method().equals("MESSAGE")
                    ? rule.apply(facts)
                    : FakePolicies.allow(Obligations.NONE);
        });
    }

    private static HttpTarget.WebSocket sockets(int idleSeconds, boolean binary) {
        return new HttpTarget.WebSocket(10_000, idleSeconds, 3_600, binary, List.of());
    }

    private static double carried() {
        return plane.part(MeterRegistry.class)
                .get("portcullis.websockets")
                .gauge()
                .value();
    }

    private static long completed() {
        return outcome("COMPLETED");
    }

    private static long outcome(String ending) {
        return plane.audit.outcomes().stream()
                .filter(outcome -> outcome.ending().name().equals(ending))
                .count();
    }

    private static long count(String event) {
        return plane.audit.events().stream()
                .filter(said -> said.startsWith(event))
                .count();
    }

    private static void register(HttpTarget.@Nullable WebSocket rules) {
        plane.register("api", http(rules), target.port(), new Connection.Tls("", ""));
    }

    private static HttpTarget http(HttpTarget.@Nullable WebSocket rules, String... headers) {
        HttpTarget plain = new HttpTarget(
                "",
                false,
                Api.GENERIC,
                Plane.bearer(),
                true,
                List.of(headers),
                new HttpTarget.Limits(10_000, 100_000, 30, 60, 8));
        return rules == null ? plain : plain.carrying(rules);
    }

    private static WebSocket.Builder builder() {
        return Plane.CLIENT.newWebSocketBuilder().header("Authorization", "Bearer " + plane.token());
    }

    private static void assertRefused(WebSocket.Builder builder, String path, int status) {
        assertThatThrownBy(() -> Client.open(builder, path))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, e -> {
                    HttpResponse<?> response = Objects.requireNonNull(e.getResponse());
                    assertThat(response.statusCode()).isEqualTo(status);
                });
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

    private record Closed(int code, String reason) {}

    /// A caller that remembers what it hears.
    private static final class Client implements WebSocket.Listener {
        final BlockingQueue<String> said = new LinkedBlockingQueue<>();
        final CompletableFuture<Closed> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;

        static Client open(WebSocket.Builder builder, String path) {
            Client client = new Client();
            URI uri = URI.create(plane.uri(path).toString().replace("http://", "ws://"));
            client.socket = builder.buildAsync(uri, client).join();
            return client;
        }

        void say(String words) {
            socket.sendText(words, true).join();
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(said.poll(60, TimeUnit.SECONDS), "nothing was said");
        }

        Closed closed() throws Exception {
            return closed.get(60, TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                said.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer piece, boolean last) {
            StringBuilder bytes = new StringBuilder("bytes");
            while (piece.hasRemaining()) {
                bytes.append(' ').append(piece.get());
            }
            said.add(bytes.toString());
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(new Closed(1006, String.valueOf(error.getMessage())));
        }
    }
}
