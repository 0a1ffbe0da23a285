// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A target on loopback that remembers what reached it and answers as a test says.
final class TestTarget implements AutoCloseable {
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Answer answer = json(200, "{\"ok\":true}");

    TestTarget() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void answers(Answer next) {
        answer = next;
    }

    static Answer json(int status, String body) {
        return whole(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer whole(int status, String type, byte[] body) {
        return exchange -> {
            if (!type.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
            answer.to(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// What the target says.
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    record Seen(String method, String uri, Headers headers, String body) {}
}
