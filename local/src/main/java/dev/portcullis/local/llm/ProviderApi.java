// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The endpoints of the pretended provider.
final class ProviderApi implements HttpHandler {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LARGEST_REQUEST = 4 << 20;
    private static final int TOKEN_SECONDS = 1500;
    private static final List<String> MODELS = List.of("sample-large", "sample-small", "sample-experimental");

    private final UpstreamKeys keys;
    private final String authority;

    /// @param authority name and port by which it is reached
    ProviderApi(UpstreamKeys keys, String authority) {
        this.keys = keys;
        this.authority = authority;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Read even where it does not matter: otherwise the connection would have to be closed.
            route(exchange, exchange.getRequestBody().readNBytes(LARGEST_REQUEST));
        } catch (JacksonException _) {
            send(exchange, 400, error("invalid_request_error", "The body is no JSON."));
        } catch (IOException e) {
            System.out.println("an answer was cancelled by its reader");
            throw e;
        }
    }

    private void route(HttpExchange exchange, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/copilot_internal/v2/token")) {
            copilotToken(exchange);
        } else if (!isOpen(exchange, path)) {
            send(exchange, 401, error("authentication_error", "Incorrect API key provided."));
        } else if (exchange.getRequestMethod().equals("GET") && path.matches("(/v1|/copilot)?/models")) {
            send(exchange, 200, models());
        } else {
            JsonNode request = JSON.readTree(body);
            post(exchange, path.startsWith("/copilot/") ? path.substring("/copilot".length()) : path, request);
        }
    }

    private boolean isOpen(HttpExchange exchange, String path) {
        return path.startsWith("/copilot/")
                ? keys.opensCopilot(exchange.getRequestHeaders())
                : keys.opensApi(exchange.getRequestHeaders());
    }

    private static void post(HttpExchange exchange, String path, JsonNode request) throws IOException {
        switch (path) {
            case "/v1/chat/completions", "/chat/completions" -> answer(exchange, request, new ChatFormat(request));
            case "/v1/responses", "/responses" -> answer(exchange, request, new ResponsesFormat(request));
            case "/v1/messages" -> answer(exchange, request, new MessagesFormat(request));
            case "/v1/messages/count_tokens" ->
                send(exchange, 200, JSON.createObjectNode().put("input_tokens", 12));
            case "/v1/embeddings", "/embeddings" -> send(exchange, 200, embedding(request));
            default -> send(exchange, 404, error("not_found_error", "There is no such endpoint."));
        }
    }

    private static void answer(HttpExchange exchange, JsonNode request, AnswerFormat format) throws IOException {
        switch (Script.answerTo(LastWords.of(request))) {
            case Script.Answer.Fails(int status, String type, String message) ->
                send(exchange, status, error(type, message));
            case Script.Answer.Says says -> {
                if (request.path("stream").asBoolean(false)) {
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
                    exchange.sendResponseHeaders(200, 0);
                    format.stream(says, new Events(exchange.getResponseBody(), says.pause()));
                } else {
                    send(exchange, 200, format.whole(says));
                }
            }
        }
    }

    private void copilotToken(HttpExchange exchange) throws IOException {
        if (!keys.opensGitHub(exchange.getRequestHeaders())) {
            send(exchange, 401, error("authentication_error", "Bad credentials"));
            return;
        }
        ObjectNode token = JSON.createObjectNode()
                .put("token", keys.copilotToken())
                .put("expires_at", Instant.now().getEpochSecond() + TOKEN_SECONDS)
                .put("refresh_in", TOKEN_SECONDS - 60)
                .put("sku", "copilot_for_business_seat");
        token.putObject("endpoints").put("api", "https://" + authority + "/copilot");
        send(exchange, 200, token);
    }

    private static ObjectNode models() {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        for (String model : MODELS) {
            list.withArray("data")
                    .addObject()
                    .put("id", model)
                    .put("object", "model")
                    .put("owned_by", "sample");
        }
        return list;
    }

    private static ObjectNode embedding(JsonNode request) {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        ObjectNode first =
                list.withArray("data").addObject().put("object", "embedding").put("index", 0);
        first.putArray("embedding").add(0.25).add(-0.5).add(0.125);
        list.put("model", request.path("model").asString(""));
        list.putObject("usage").put("prompt_tokens", 4).put("total_tokens", 4);
        return list;
    }

    /// One form that libraries of all the APIs can read.
    private static ObjectNode error(String type, String message) {
        ObjectNode body = JSON.createObjectNode().put("type", "error");
        body.putObject("error")
                .put("type", type)
                .put("message", message)
                .putNull("param")
                .put("code", type);
        return body;
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
