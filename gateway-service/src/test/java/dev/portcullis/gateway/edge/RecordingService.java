// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.edge;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A service behind the edge that remembers what reached it.
final class RecordingService implements AutoCloseable {
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final CountDownLatch streamMayEnd = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final HttpServer server;

    RecordingService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String uri() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body.length));
            switch (exchange.getRequestURI().getPath()) {
                case "/v1/events" -> stream(exchange);
                case "/v1/simulations" -> await(stopped);
                default -> {
                    byte[] answer = "{\"here\":true}".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                }
            }
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        await(streamMayEnd);
        out.write("data: last\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("stopped", e);
        }
    }

    @Override
    public void close() {
        streamMayEnd.countDown();
        stopped.countDown();
        server.stop(0);
    }

    record Seen(String method, String uri, Headers headers, int bodyBytes) {}
}
