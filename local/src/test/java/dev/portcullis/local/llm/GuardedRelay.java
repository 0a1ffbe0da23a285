// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.portcullis.llm.Api;
import dev.portcullis.llm.Endpoint;
import dev.portcullis.llm.LlmWireException;
import dev.portcullis.llm.Tokens;
import dev.portcullis.llm.answer.AnswerGuard;
import dev.portcullis.llm.answer.AnswerRules;
import dev.portcullis.llm.answer.ErrorBody;
import dev.portcullis.llm.request.LlmRequest;
import dev.portcullis.masking.DetectorSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;

/// As little of a gateway as it takes to have a request read and its answer guarded on the way.
record GuardedRelay(HttpClient client, URI model, String key, DetectorSet detectors, AnswerRules rules)
        implements HttpHandler {
    /// Not a size at which events end.
    private static final int CHUNK = 777;

    private static final int FORBIDDEN = 403;

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Api api = path.startsWith("/v1/messages") ? Api.ANTHROPIC : Api.OPENAI;
            switch (Endpoint.of(api, exchange.getRequestMethod(), path)) {
                case Endpoint.Listed listed -> relay(exchange, listed, path);
                case Endpoint.Unlisted _ -> exchange.sendResponseHeaders(FORBIDDEN, -1);
            }
        } catch (LlmWireException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void relay(HttpExchange exchange, Endpoint.Listed endpoint, String path)
            throws IOException, InterruptedException, LlmWireException {
        ByteBuffer body = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
        LlmRequest request = LlmRequest.read(endpoint, body, detectors);
        if (request.facts().model().equals("sample-experimental")) {
            byte[] refusal = ErrorBody.bytes(endpoint, "not-permitted", "This model is not used here.");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(FORBIDDEN, refusal.length);
            exchange.getResponseBody().write(refusal);
            return;
        }
        var tokens = new Tokens(detectors);
        byte[] sent = request.masked(tokens.hiding()).withUsage().body();
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(model.resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(sent))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        var restoring = new AnswerRules(tokens.restoring(rules.mask()), rules.judge());
        String type = answer.headers().firstValue("content-type").orElse("");
        AnswerGuard guard = AnswerGuard.of(endpoint, answer.statusCode(), type, restoring);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(answer.statusCode(), 0);
        try (InputStream in = answer.body()) {
            pass(in, guard, exchange.getResponseBody());
        }
    }

    private static void pass(InputStream in, AnswerGuard guard, OutputStream out) throws IOException, LlmWireException {
        var channel = Channels.newChannel(out);
        var buffer = new byte[CHUNK];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            channel.write(guard.feed(ByteBuffer.wrap(buffer, 0, length)));
            out.flush();
        }
        channel.write(guard.end());
    }
}
