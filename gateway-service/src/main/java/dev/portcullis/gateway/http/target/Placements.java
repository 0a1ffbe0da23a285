// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.Credentials.Secret;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Turns a connection's credential into what is put into a request. Tokens are asked for once and used until shortly
/// before they expire.
final class Placements {
    private static final int REMEMBERED = 10_000;
    private static final String AUTHORIZATION = "authorization";

    private final Credentials credentials;
    private final OAuthTokens oauth;
    private final CopilotTokens copilot;
    private final Clock clock;
    private final Executor asking = Executors.newVirtualThreadPerTaskExecutor();
    private final AsyncCache<TokenKey, Token> tokens;

    Placements(Credentials credentials, OAuthTokens oauth, CopilotTokens copilot, Clock clock) {
        this.credentials = credentials;
        this.oauth = oauth;
        this.copilot = copilot;
        this.clock = clock;
        this.tokens = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .ticker(() -> clock.millis() * 1_000_000)
                .expireAfter(Expiry.<TokenKey, Token>creating((_, token) -> token.lifetime()))
                .buildAsync();
    }

    /// May block.
    ///
    /// @param request what is to be sent, for credentials that are good for one request only
    Placement of(Connection connection, Secret caller, OutgoingRequest request) throws DependencyUnavailable {
        HttpTarget target = Objects.requireNonNull(connection.http());
        HttpTarget.CredentialUse use = target.use();
        if (use.kind() == HttpTarget.CredentialUse.Kind.NONE) {
            return new Placement(Map.of(), List.of(), null, null);
        }
        Credential credential = credentials.resolve(connection);
        String secret = credential.password().reveal();
        return switch (use.kind()) {
            case NONE -> throw new AssertionError("answered above");
            case BEARER -> Placement.of(AUTHORIZATION, "Bearer " + secret, secret);
            case HEADER -> Placement.of(use.header(), secret, secret);
            case BASIC -> {
                String pair = basic(credential);
                yield Placement.of(AUTHORIZATION, "Basic " + pair, secret, pair);
            }
            case CLIENT_CREDENTIALS -> token(key(connection, ""), () -> oauth.own(connection, credential), secret);
            case CLIENT_ASSERTION -> token(key(connection, ""), () -> oauth.asserted(connection, credential), secret);
            case GOOGLE -> token(key(connection, ""), () -> oauth.google(connection, credential), secret);
            case TOKEN_EXCHANGE ->
                token(
                        key(connection, digest(caller.reveal())),
                        () -> oauth.exchanged(connection, credential, caller),
                        secret);
            case AWS_SIGV4 -> {
                String host = hostHeader(connection.host(), connection.port(), target.tls());
                yield AwsSignature.of(credential, use.scope(), clock).sign(request, target.tls(), host);
            }
            case COPILOT -> token(key(connection, ""), () -> copilot.get(connection, credential), secret);
        };
    }

    /// The target did not take it: the next request asks for another.
    void refused(Placement placement) {
        if (placement.tokenKey() != null) {
            tokens.synchronous().invalidate(placement.tokenKey());
        }
    }

    static String basic(Credential credential) {
        String pair = credential.user() + ":" + credential.password().reveal();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    static String hostHeader(String host, int port, boolean secure) {
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }

    private Placement token(TokenKey key, Asking ask, String secret) throws DependencyUnavailable {
        try {
            Token token = tokens.get(key, (_, _) -> CompletableFuture.supplyAsync(ask::token, asking))
                    .get();
            return new Placement(
                    Map.of(AUTHORIZATION, "Bearer " + token.value()),
                    List.of(token.value(), secret),
                    token.base(),
                    key);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DependencyUnavailable unavailable
                    ? unavailable
                    : new DependencyUnavailable(Dependency.CREDENTIAL, "no token for the target", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "interrupted", e);
        }
    }

    private static TokenKey key(Connection connection, String caller) {
        return new TokenKey(connection.name(), connection.version(), caller);
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private interface Asking {
        Token ask() throws DependencyUnavailable;

        default Token token() {
            try {
                return ask();
            } catch (DependencyUnavailable e) {
                throw new CompletionException(e);
            }
        }
    }
}
