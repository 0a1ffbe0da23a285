// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tokens by OAuth 2.0: the gateway's own, for a secret or for what it has signed, or the caller's exchanged for one of
/// the target's, so that the target knows in whose name the gateway comes and never sees the caller's token.
final class OAuthTokens {
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    /// A server that does not say how long a token lives gets asked again soon.
    private static final long SECONDS_WHEN_UNSAID = 60;

    private static final long LONGEST_SECONDS = 3_600;
    private static final double USED_UP_AFTER = 0.8;

    private final TokenEndpoint endpoint;
    private final JsonMapper json;
    private final Clock clock;

    OAuthTokens(TokenEndpoint endpoint, JsonMapper json, Clock clock) {
        this.endpoint = endpoint;
        this.json = json;
        this.clock = clock;
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

    /// RFC 6749, 4.4, with what RFC 7523, 2.2 has instead of a client's secret. Blocks.
    Token asserted(Connection connection, Credential credential) throws DependencyUnavailable {
        CredentialUse use = use(connection);
        // Each assertion is another one, so that a server that keeps them can refuse to see one twice.
        JWTClaimsSet claims = AssertionKey.claims(credential.user(), use.tokenUri(), clock.instant())
                .subject(credential.user())
                .jwtID(UUID.randomUUID().toString())
                .build();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", credential.user());
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", AssertionKey.ofPem(credential.password()).sign(claims));
        form.put("scope", use.scope());
        form.put("audience", use.audience());
        return token(endpoint.post(connection, Map.of(), form));
    }

    /// RFC 7523, 2.1, as Google has it: what is asked for is within what is signed. Blocks.
    Token google(Connection connection, Credential credential) throws DependencyUnavailable {
        CredentialUse use = use(connection);
        ServiceAccount account = ServiceAccount.of(credential.password(), json);
        // Without a subject: with one, Google takes it for a user to be spoken for.
        JWTClaimsSet claims = AssertionKey.claims(account.email(), use.tokenUri(), clock.instant())
                .claim("scope", use.scope())
                .build();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", account.key().sign(claims));
        return token(endpoint.post(connection, Map.of(), form));
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
