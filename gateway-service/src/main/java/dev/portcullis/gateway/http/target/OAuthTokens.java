// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// Tokens by OAuth 2.0: the gateway's own by client credentials, or the caller's exchanged for one of the target's, so
/// that the target knows in whose name the gateway comes and never sees the caller's token.
final class OAuthTokens {
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    /// A server that does not say how long a token lives gets asked again soon.
    private static final long SECONDS_WHEN_UNSAID = 60;

    private static final long LONGEST_SECONDS = 3_600;
    private static final double USED_UP_AFTER = 0.8;

    private final TokenEndpoint endpoint;

    OAuthTokens(TokenEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// RFC 6749, 4.4. Blocks.
    Token own(Connection connection, Credential credential) throws DependencyUnavailable {
        CredentialUse use = use(connection);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("scope", use.scope());
        form.put("audience", use.audience());
        return token(endpoint.post(connection, authorization(credential), form));
    }

    /// RFC 8693. Blocks.
    Token exchanged(Connection connection, Credential credential, Secret caller) throws DependencyUnavailable {
        CredentialUse use = use(connection);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", caller.reveal());
        form.put("subject_token_type", ACCESS_TOKEN);
        form.put("requested_token_type", ACCESS_TOKEN);
        form.put("audience", use.audience());
        form.put("scope", use.scope());
        return token(endpoint.post(connection, authorization(credential), form));
    }

    private static CredentialUse use(Connection connection) {
        return Objects.requireNonNull(connection.http()).use();
    }

    /// RFC 6749, 2.3.1: both halves are form-encoded before they are joined.
    private static Map<String, String> authorization(Credential credential) {
        String pair = TokenEndpoint.encoded(credential.user()) + ":"
                + TokenEndpoint.encoded(credential.password().reveal());
        return Map.of(
                "authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static Token token(JsonNode answer) throws DependencyUnavailable {
        String value = answer.path("access_token").asString("");
        if (!TokenText.isOne(value) || !answer.path("token_type").asString("").equalsIgnoreCase("bearer")) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the token endpoint's answer holds no bearer token");
        }
        long seconds = Math.clamp(answer.path("expires_in").asLong(SECONDS_WHEN_UNSAID), 1, LONGEST_SECONDS);
        return new Token(value, Duration.ofMillis((long) (seconds * 1_000 * USED_UP_AFTER)), null);
    }
}
