// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway's own token, by client credentials: fetched when first needed, and again well before it expires.
public final class ServiceTokens {
    private static final Logger log = LoggerFactory.getLogger(ServiceTokens.class);
    private static final long MAX_ANSWER = 64 * 1024;
    private static final double REFRESH_AFTER = 0.7;

    private final ServicesProperties properties;
    private final HttpClient http;
    private final JsonMapper json;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile @Nullable Token current;

    ServiceTokens(ServicesProperties properties, HttpClient http, JsonMapper json, Clock clock) {
        this.properties = properties;
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    /// A token that is valid for a while longer. May block.
    ///
    /// @throws DependencyUnavailable the issuer gave none
    String token() throws DependencyUnavailable {
        Token token = current;
        Instant now = clock.instant();
        if (token == null || !now.isBefore(token.expiresAt())) {
            return fetchOnce(token);
        }
        if (!now.isBefore(token.refreshAt()) && refreshing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("service-token").start(this::refresh);
        }
        return token.value();
    }

    /// This token was refused: the next call fetches another.
    void refused(String value) {
        Token token = current;
        if (token != null && token.value().equals(value)) {
            current = null;
        }
    }

    private void refresh() {
        try {
            current = fetch();
        } catch (DependencyUnavailable e) {
            log.atWarn().addKeyValue("cause", e.getMessage()).log("own token not refreshed; the old one goes on");
        } finally {
            refreshing.set(false);
        }
    }

    private String fetchOnce(@Nullable Token seen) throws DependencyUnavailable {
        try {
            if (!fetching.tryLock(properties.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DependencyUnavailable(Dependency.IDENTITY, "the token endpoint takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(Dependency.IDENTITY, "interrupted", e);
        }
        try {
            Token token = current;
            if (token == null || token.equals(seen)) {
                token = fetch();
                current = token;
            }
            return token.value();
        } finally {
            fetching.unlock();
        }
    }

    private Token fetch() throws DependencyUnavailable {
        Instant asked = clock.instant();
        HttpRequest request = HttpRequest.newBuilder(properties.tokenUri())
                .timeout(properties.timeout())
                .header("Authorization", "Basic " + basic())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
            if (response.statusCode() != 200) {
                throw new DependencyUnavailable(
                        Dependency.IDENTITY, "the token endpoint answered " + response.statusCode());
            }
            return token(json.readTree(response.body()), asked);
        } catch (IOException | JacksonException e) {
            throw new DependencyUnavailable(Dependency.IDENTITY, "no token for the gateway itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(Dependency.IDENTITY, "interrupted", e);
        }
    }

    private static Token token(JsonNode answer, Instant asked) throws DependencyUnavailable {
        String value = answer.path("access_token").asString("");
        long seconds = answer.path("expires_in").asLong(0);
        if (value.isEmpty() || seconds <= 0) {
            throw new DependencyUnavailable(Dependency.IDENTITY, "the token endpoint's answer holds no token");
        }
        Duration lifetime = Duration.ofSeconds(seconds);
        return new Token(value, asked.plusMillis((long) (lifetime.toMillis() * REFRESH_AFTER)), asked.plus(lifetime));
    }

    private String basic() {
        // RFC 6749, 2.3.1: both halves are form-encoded before they are joined.
        String pair = encoded(properties.clientId()) + ":" + encoded(properties.clientSecret());
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private record Token(String value, Instant refreshAt, Instant expiresAt) {
        @Override
        public String toString() {
            return "Token[<secret>]";
        }
    }
}
