// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Gets tokens from the development identity provider by client credentials.
public final class DevelopmentTokens {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI endpoint;
    private final SecretFile secrets;
    private final HttpClient http;

    /// Tokens from an endpoint, with the secrets in a folder.
    public DevelopmentTokens(URI endpoint, LocalHome home, HttpClient http) {
        this.endpoint = endpoint;
        this.secrets = new SecretFile(home.clientSecrets());
        this.http = http;
    }

    /// A fresh token of one of the development identities.
    ///
    /// @param name the identity, for example `agent`
    /// @param ttlSeconds how long it lives; empty for the provider's own choice
    /// @throws NoToken with a message for people, if there is none to be had
    public String token(String name, OptionalLong ttlSeconds) throws InterruptedException {
        String body =
                "grant_type=client_credentials" + (ttlSeconds.isPresent() ? "&ttl=" + ttlSeconds.getAsLong() : "");
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + basic(name, secretOf(name)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return accessToken(name, response);
        } catch (ConnectException e) {
            throw new NoToken(
                    "The identity provider does not answer at " + endpoint.getAuthority()
                            + ". Is Portcullis running? ./portcullis status tells, ./portcullis up starts it.",
                    e);
        } catch (IOException e) {
            throw new NoToken("The identity provider did not answer: " + e.getMessage(), e);
        }
    }

    private static String accessToken(String name, HttpResponse<String> response) {
        try {
            JsonNode answer = JsonMapper.shared().readTree(response.body());
            if (response.statusCode() == 200) {
                return answer.path("access_token").asString();
            }
            String why = answer.path("error_description")
                    .asString(answer.path("error").asString("no reason given"));
            throw new NoToken("No token for '" + name + "': " + why + " (HTTP " + response.statusCode() + ")", null);
        } catch (JacksonException e) {
            throw new NoToken("The identity provider answered something unreadable", e);
        }
    }

    private String secretOf(String name) {
        try {
            return secrets.find(name).orElseThrow(() -> new NoToken(unknown(name), null));
        } catch (IOException e) {
            throw new NoToken("Cannot read " + secrets.file() + ": " + e.getMessage(), e);
        }
    }

    private String unknown(String name) {
        return secrets.file().toFile().exists()
                ? "There is no identity '" + name + "' here. Known: " + String.join(", ", DevelopmentIdentity.names())
                : "There is no local run here yet (" + secrets.file() + " is missing). ./portcullis up makes one.";
    }

    private static String basic(String name, String secret) {
        // RFC 6749 2.3.1: both parts are form-encoded before they are joined
        String pair = URLEncoder.encode(name, StandardCharsets.UTF_8)
                + ":"
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /// There is no token to be had; the message says why and what to do.
    public static final class NoToken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoToken(String message, @org.jspecify.annotations.Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
