// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The token endpoint and the services on one loopback port. A test says what is answered to what; the
/// rest is 404.
public final class StubServices implements AutoCloseable {
    public static final JsonMapper JSON = JsonMapper.builder().build();

    /// What was asked, as `POST /v1/decisions`.
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /// The bodies of what was asked.
    public final List<String> bodies = new CopyOnWriteArrayList<>();

    /// The most requests that were under way at once.
    final AtomicInteger most = new AtomicInteger();

    final AtomicInteger tokens = new AtomicInteger();
    private volatile int refused;

    /// What answers say of the policies they are made by; empty for nothing.
    public volatile String policyVersion = "";

    /// So many requests more are read and not answered: the connection is closed.
    final AtomicInteger breaking = new AtomicInteger();
    volatile int tokenStatus = 200;
    volatile Duration takes = Duration.ZERO;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final Clock clock;

    public StubServices(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.createContext("/oauth2/token", this::serveToken);
        server.start();
    }

    /// From now on this is the answer.
    public void answer(String request, int status, Object body) {
        answers.put(request, new Answer(status, body instanceof String text ? text : JSON.writeValueAsString(body)));
    }

    /// From now on answers take so long.
    public void takes(Duration time) {
        takes = time;
    }

    /// From now on answers wait until the gate that is returned is opened.
    public CountDownLatch shut() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /// From now on answers wait no more. Those that wait already go on waiting.
    public void waitNoMore() {
        gate = new CountDownLatch(0);
    }

    /// How many requests wait to be answered.
    public int underWay() {
        return underWay.get();
    }

    /// The most requests that were under way at once.
    public int most() {
        return most.get();
    }

    /// From now on the tokens given so far are not accepted.
    void refuseTokensGiven() {
        refused = tokens.get();
    }

    /// A client of the services here.
    public ServiceClient client(Dependency dependency) {
        return client(dependency, properties().timeout());
    }

    /// A client of the services here that waits so long.
    public ServiceClient client(Dependency dependency, Duration patience) {
        HttpClient http = HttpClient.newHttpClient();
        ServiceTokens own = new ServiceTokens(properties(), http, JSON, clock);
        return new ServiceClient(dependency, uri(), http, own, JSON, patience);
    }

    /// Patient: what is to time out is asked by a client of its own.
    ServicesProperties properties() {
        return new ServicesProperties(
                uri(), uri(), uri(), Duration.ofSeconds(60), uri().resolve("/oauth2/token"), "svc-gateway", "s&cret");
    }

    private URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(request);
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer answer = answers.getOrDefault(request, new Answer(404, "{}"));
        linger();
        if (breaking.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.close();
            return;
        }
        if (!policyVersion.isEmpty()) {
            exchange.getResponseHeaders().set("Portcullis-Policy-Version", policyVersion);
        }
        if (isAccepted(exchange.getRequestHeaders().getFirst("Authorization"))) {
            write(exchange, answer.status(), answer.body());
        } else {
            write(exchange, 401, "{}");
        }
    }

    private void linger() throws IOException {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            Thread.sleep(takes);
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private boolean isAccepted(@Nullable String authorization) {
        return IntStream.rangeClosed(refused + 1, tokens.get())
                .anyMatch(number -> ("Bearer token-" + number).equals(authorization));
    }

    private void serveToken(HttpExchange exchange) throws IOException {
        asked.add("token for " + exchange.getRequestHeaders().getFirst("Authorization"));
        String token = "token-" + tokens.incrementAndGet();
        write(exchange, tokenStatus, "{\"access_token\":\"" + token + "\",\"expires_in\":300}");
    }

    private static void write(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Answer(int status, String body) {}
}
