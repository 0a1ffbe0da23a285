// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.cli.home.DevelopmentIdentity;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.SecretFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An edge and an identity provider that answer what a test tells them to, and remember what they were asked.
final class FakeEdge implements AutoCloseable {

    /// One request as it came.
    record Asked(String line, String token, String ifMatch, String ifNoneMatch, String body) {}

    /// What comes out of one command.
    record Outcome(int status, String out, String err) {}

    private record Reply(int status, String tag, String body, Charset charset) {
        Reply(int status, String tag, String body) {
            this(status, tag, body, StandardCharsets.UTF_8);
        }
    }

    private final HttpServer server;
    private final Path home;
    private final Map<String, Reply> replies = new HashMap<>();
    private final Map<String, Queue<String>> turns = new HashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    FakeEdge(Path home) throws IOException {
        this.home = home;
        SecretFile secrets = new SecretFile(new LocalHome(home).clientSecrets());
        Files.createDirectories(new LocalHome(home).secrets());
        for (DevelopmentIdentity identity : DevelopmentIdentity.all()) {
            secrets.findOrMake(identity.name());
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    FakeEdge reply(String line, int status, String body) {
        return reply(line, status, "", body);
    }

    FakeEdge reply(String line, int status, String tag, String body) {
        replies.put(line, new Reply(status, tag, body));
        return this;
    }

    FakeEdge reply(String line, byte[] body) {
        replies.put(
                line, new Reply(200, "", new String(body, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Whatever is asked of a path, its query left aside, is answered by these bodies in turn, then as unknown.
    FakeEdge replyInTurn(String path, String... bodies) {
        turns.put(path, new ConcurrentLinkedQueue<>(List.of(bodies)));
        return this;
    }

    /// Whatever is asked of a path, its query left aside, is answered like this.
    FakeEdge replyToAll(String path, int status, String body) {
        replies.put(path, new Reply(status, "", body));
        return this;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String port = String.valueOf(server.getAddress().getPort());
        int status = Portcullis.run(
                Map.of(
                        LocalHome.VARIABLE,
                        home.toString(),
                        "PORTCULLIS_EDGE_PORT",
                        port,
                        "PORTCULLIS_IDENTITY_PORT",
                        port),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/oauth2/token")) {
                send(exchange, new Reply(200, "", "{\"access_token\":\"token of " + client(exchange) + "\"}"));
                return;
            }
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(new Asked(
                    line,
                    header(exchange, "Authorization").replace("Bearer ", ""),
                    header(exchange, "If-Match"),
                    header(exchange, "If-None-Match"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            send(exchange, reply(line, exchange.getRequestURI().getPath()));
        }
    }

    private Reply reply(String line, String path) {
        String inTurn = turns.getOrDefault(path, new ArrayDeque<>()).poll();
        return inTurn != null
                ? new Reply(200, "", inTurn)
                : replies.getOrDefault(
                        line, replies.getOrDefault(path, new Reply(404, "", "{\"title\":\"Not found\"}")));
    }

    private static String client(HttpExchange exchange) {
        String pair = header(exchange, "Authorization").replace("Basic ", "");
        return new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8).split(":", 2)[0];
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body.getBytes(reply.charset);
        if (!reply.tag.isEmpty()) {
            exchange.getResponseHeaders().add("ETag", reply.tag);
        }
        exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
