// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// REST through the edge in the name of one identity. Whatever is not a success becomes a [CommandFailed].
public final class Edge {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Surroundings surroundings;
    private final String identity;
    private final OptionalLong ttl;
    private String token = "";

    Edge(Surroundings surroundings, String identity, OptionalLong ttl) {
        this.surroundings = surroundings;
        this.identity = identity;
        this.ttl = ttl;
    }

    /// One request.
    ///
    /// @param method the method
    /// @param path from `/api/` on
    /// @param headers besides the token
    /// @param body what to send; empty for nothing
    public record Call(String method, String path, Map<String, String> headers, String body) {

        public Call {
            headers = Map.copyOf(headers);
        }

        /// A `GET` that takes what comes.
        public static Call get(String path) {
            return new Call("GET", path, Map.of(), "");
        }

        /// Sends JSON.
        public static Call json(String method, String path, Object body) {
            return new Call(
                    method,
                    path,
                    Map.of("Content-Type", "application/json"),
                    JsonMapper.shared().writeValueAsString(body));
        }
    }

    /// A whole answer.
    ///
    /// @param body its text
    /// @param tag the `ETag`; empty if there is none
    public record Answer(String body, String tag) {}

    /// The whole answer as text.
    public Answer send(Call call) throws InterruptedException {
        HttpResponse<InputStream> response = stream(call);
        try (InputStream body = response.body()) {
            return new Answer(
                    new String(body.readAllBytes(), StandardCharsets.UTF_8),
                    response.headers().firstValue("ETag").orElse(""));
        } catch (IOException e) {
            throw new CommandFailed("The answer broke off: " + e.getMessage());
        }
    }

    /// The answer as JSON of a type.
    public <T> T read(Call call, Class<T> type) throws InterruptedException {
        try {
            return JsonMapper.shared().readValue(send(call).body(), type);
        } catch (JacksonException e) {
            throw new CommandFailed("The answer is not what was expected: " + e.getOriginalMessage());
        }
    }

    /// The answer as JSON, also where it is a problem of this type: one that says what to do next.
    public JsonNode readOr(Call call, String problemType) throws InterruptedException {
        HttpResponse<InputStream> response = attempt(call);
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode json = JsonMapper.shared().readTree(text);
            if (response.statusCode() / 100 != 2
                    && !json.path("type").asString("").equals(problemType)) {
                throw new CommandFailed(ProblemText.of(response.statusCode(), text));
            }
            return json;
        } catch (IOException e) {
            throw new CommandFailed("The answer broke off: " + e.getMessage());
        } catch (JacksonException e) {
            throw new CommandFailed(ProblemText.of(response.statusCode(), ""));
        }
    }

    /// The answer as a stream, to be closed by the caller.
    public HttpResponse<InputStream> stream(Call call) throws InterruptedException {
        HttpResponse<InputStream> response = attempt(call);
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        try (InputStream body = response.body()) {
            throw new CommandFailed(ProblemText.of(
                    response.statusCode(), new String(body.readNBytes(1 << 20), StandardCharsets.UTF_8)));
        } catch (IOException _) {
            throw new CommandFailed(ProblemText.of(response.statusCode(), ""));
        }
    }

    /// The answer whatever its status, for callers to whom a refusal is an answer too; its body is JSON or nothing.
    public HttpResponse<InputStream> attempt(Call call) throws InterruptedException {
        if (token.isEmpty()) {
            token = surroundings.tokens().token(identity, ttl);
        }
        try {
            return surroundings.http().send(request(call), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException _) {
            throw new CommandFailed("The edge does not answer at " + base()
                    + ". Is Portcullis running? ./portcullis status tells, ./portcullis up starts it.");
        } catch (IOException e) {
            throw new CommandFailed("The edge did not answer: " + e.getMessage());
        }
    }

    private HttpRequest request(Call call) {
        HttpRequest.BodyPublisher body = call.body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(call.body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + call.path))
                .timeout(PATIENCE)
                .method(call.method, body)
                .header("Authorization", "Bearer " + token);
        call.headers.forEach(request::header);
        return request.build();
    }

    private String base() {
        return surroundings.endpoints().edge().toString();
    }
}
