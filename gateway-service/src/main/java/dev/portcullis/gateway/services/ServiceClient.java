// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.services;

import dev.portcullis.contracts.control.PolicyVersionHeader;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.tracing.Traceparent;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Calls one of the other services. An answer comes in time or not at all; an error of the service is no
/// answer.
///
/// So many calls are under way at once, the others wait for their turn, and that is not part of the
/// time a call may take: a thousand commands that may go on at the same moment would else time each
/// other out. They wait as long as the service answers somebody; if it is silent for the time that a
/// call may take, they have their answer too.
public final class ServiceClient {
    private static final long MAX_ANSWER = 16L << 20;
    private static final int AT_ONCE = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Dependency dependency;
    private final URI base;
    private final HttpClient http;
    private final ServiceTokens tokens;
    private final JsonMapper json;
    private final Duration timeout;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private volatile long answeredAt = System.nanoTime();

    ServiceClient(
            Dependency dependency, URI base, HttpClient http, ServiceTokens tokens, JsonMapper json, Duration timeout) {
        this.dependency = dependency;
        this.base = base;
        this.http = http;
        this.tokens = tokens;
        this.json = json.rebuild().addHandler(new KnownObligations()).build();
        this.timeout = timeout;
    }

    /// Asks. May block.
    public ServiceAnswer get(String path) throws DependencyUnavailable {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    /// Asks in a caller's own name: the service judges the caller's token, and not that of the gateway.
    /// May block.
    public ServiceAnswer getInTheNameOf(String token, String path) throws DependencyUnavailable {
        awaitTurn();
        try {
            return send(HttpRequest.newBuilder(base.resolve(path)).GET(), token);
        } finally {
            turns.release();
        }
    }

    /// Asks what takes more than a path to say. The answer changes nothing at the service, so when a
    /// connection breaks it is asked once more, on another one: several services may be behind one name,
    /// and one of them may just have gone. May block.
    public ServiceAnswer ask(String path, Object body) throws DependencyUnavailable {
        try {
            return post(path, body);
        } catch (DependencyUnavailable e) {
            if (e.dependency() != dependency || !isBroken(e.getCause())) {
                throw e;
            }
            return post(path, body);
        }
    }

    /// Whoever took too long would take too long again.
    private static boolean isBroken(@Nullable Throwable cause) {
        return cause instanceof IOException && !(cause instanceof HttpTimeoutException);
    }

    /// Tells. May block.
    public ServiceAnswer post(String path, Object body) throws DependencyUnavailable {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    /// A text as one segment of a path or one value of a query.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private ServiceAnswer send(HttpRequest.Builder request) throws DependencyUnavailable {
        awaitTurn();
        try {
            ServiceAnswer answer = sendOnce(request);
            return answer.status() == UNAUTHORIZED ? sendOnce(request) : answer;
        } finally {
            turns.release();
        }
    }

    private void awaitTurn() throws DependencyUnavailable {
        long asked = System.nanoTime();
        long waiting = asked;
        try {
            while (!turns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                if (answeredAt - waiting < 0) {
                    throw new DependencyUnavailable(dependency, "answers nobody");
                }
                waiting = System.nanoTime();
                if (waiting - asked > PATIENCE.toNanos()) {
                    throw new DependencyUnavailable(dependency, "too many calls wait for it");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(dependency, "interrupted", e);
        }
    }

    private ServiceAnswer sendOnce(HttpRequest.Builder request) throws DependencyUnavailable {
        String token = tokens.token();
        ServiceAnswer answer = send(request, token);
        if (answer.status() == UNAUTHORIZED) {
            tokens.refused(token);
        }
        return answer;
    }

    private ServiceAnswer send(HttpRequest.Builder request, String token) throws DependencyUnavailable {
        request.setHeader("Authorization", "Bearer " + token)
                .setHeader("Accept", "application/json")
                .timeout(timeout);
        Traceparent.write(request::setHeader);
        try {
            HttpResponse<byte[]> response = http.send(
                    request.build(),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
            answeredAt = System.nanoTime();
            int status = response.statusCode();
            if (status >= 500 || status == TOO_MANY_REQUESTS) {
                throw new DependencyUnavailable(dependency, "answered " + status);
            }
            return new ServiceAnswer(
                    status,
                    response.headers().firstValue(PolicyVersionHeader.NAME).orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new DependencyUnavailable(dependency, "did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailable(dependency, "interrupted", e);
        }
    }

    /// An answer of the service.
    public final class ServiceAnswer {
        private final int status;
        private final String policyVersion;
        private final byte[] body;

        private ServiceAnswer(int status, String policyVersion, byte[] body) {
            this.status = status;
            this.policyVersion = policyVersion;
            this.body = body;
        }

        /// The version of the policy set that a policy service answered by; empty if it does not say, as
        /// an older one.
        ///
        /// @throws DependencyUnavailable what it says is no version
        public OptionalLong policyVersion() throws DependencyUnavailable {
            try {
                return policyVersion.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(policyVersion));
            } catch (NumberFormatException e) {
                throw new DependencyUnavailable(dependency, "answered under no version", e);
            }
        }

        /// The HTTP status, below 500.
        public int status() {
            return status;
        }

        /// The body of a success.
        ///
        /// @throws DependencyUnavailable it is no success, or it does not say what it should
        public <T> T as(Class<T> type) throws DependencyUnavailable {
            if (status < 200 || status > 299) {
                throw new DependencyUnavailable(dependency, "answered " + status);
            }
            return read(type);
        }

        /// The body, whatever the status.
        ///
        /// @throws DependencyUnavailable it does not say what it should
        public <T> T read(Class<T> type) throws DependencyUnavailable {
            try {
                T value = json.readValue(body, type);
                if (value == null) {
                    throw new DependencyUnavailable(dependency, "answered nothing");
                }
                return value;
            } catch (JacksonException e) {
                throw new DependencyUnavailable(dependency, "answered something else", e);
            }
        }
    }
}
