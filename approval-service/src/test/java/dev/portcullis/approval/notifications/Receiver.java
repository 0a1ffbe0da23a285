// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Takes posts as Slack, Teams and other receivers do, on as many paths as wanted, and answers as a test says.
final class Receiver implements AutoCloseable {

    /// Takes the request and never answers.
    static final int SILENCE = 0;

    /// One post.
    record Post(String path, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final HttpServer server;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /// From now on this path answers so.
    void answer(String path, int status) {
        answers.put(path, status);
    }

    /// The posts to this path that speak of this id, whatever they were answered.
    List<Post> about(String path, String id) {
        return posts.stream()
                .filter(post -> post.path().equals(path) && post.body().contains(id))
                .toList();
    }

    List<Post> at(String path) {
        return posts.stream().filter(post -> post.path().equals(path)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        posts.add(new Post(path, Map.copyOf(exchange.getRequestHeaders()), body));
        int status = answers.getOrDefault(path, 200);
        if (status == SILENCE) {
            return;
        }
        exchange.getResponseHeaders().add("Location", url("/elsewhere"));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
