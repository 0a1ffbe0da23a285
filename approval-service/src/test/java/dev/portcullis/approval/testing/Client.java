// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Talks to the service as its users do: over HTTP, with a token.
public final class Client {

    /// Escapes what is not ASCII, so that even text that is not well-formed arrives as it was.
    public static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;

    /// Calls the service at this address.
    public Client(String base) {
        this.base = base;
    }

    /// An answer, read as far as a test wants.
    public record Answer(int status, String body, java.net.http.HttpHeaders headers) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public Approval approval() {
            if (status != 200 && status != 201) {
                throw new AssertionError(status + " " + body);
            }
            return JSON.readValue(body, Approval.class);
        }

        /// The `reason` of a problem document.
        public String reason() {
            return json().path("reason").asString("");
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    public Answer get(String path, @Nullable String token, String... headers) {
        return send(request(path, token, headers).GET());
    }

    public Answer post(String path, @Nullable String token, Object body, String... headers) {
        String json = body instanceof String text ? text : JSON.writeValueAsString(body);
        return send(request(path, token, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer delete(String path, @Nullable String token, String... headers) {
        return send(request(path, token, headers).DELETE());
    }

    public Answer file(ApprovalRequest asked) {
        return post("/v1/approvals", Tokens.gateway(), asked);
    }

    public Answer vote(Approval on, String token, boolean approve) {
        return vote(on.id(), token, new VoteRequest(approve, approve ? "looks right" : "not now", on.digest()));
    }

    public Answer vote(String id, String token, VoteRequest vote, String... headers) {
        return post("/v1/approvals/" + id + "/votes", token, vote, headers);
    }

    public Answer consume(Approval approval) {
        return consume(
                approval.id(), new ConsumeRequest(approval.digest(), approval.sessionId(), approval.requester()));
    }

    public Answer consume(String id, ConsumeRequest asked) {
        return post("/v1/approvals/" + id + "/consume", Tokens.gateway(), asked);
    }

    public Answer withdraw(String id) {
        return post("/v1/approvals/" + id + "/withdraw", Tokens.gateway(), "{\"reason\":\"the client went away\"}");
    }

    public Answer read(String id) {
        return get("/v1/approvals/" + id, Tokens.gateway());
    }

    public String base() {
        return base;
    }

    private HttpRequest.Builder request(String path, @Nullable String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
