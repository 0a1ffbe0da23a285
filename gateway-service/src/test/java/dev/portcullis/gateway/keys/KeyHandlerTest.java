// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.gateway.access.OpenSessions;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.gateway.services.StubServices;
import dev.portcullis.testing.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/// A token that was good when the request began has to be good when the key is made, and when it is handed
/// over.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KeyHandlerTest {
    private static final String KEYS = "/api/approvals/v1/keys";
    private static final String WISH = "{\"connection\":\"copilot\"}";

    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final Revocations revocations = new Revocations();
    private final RemoteKeys keys = new RemoteKeys(
            services.client(Dependency.APPROVAL), new LiveSessions(), revocations, clock, Duration.ofSeconds(10));
    private final Tokens tokens = new Tokens();
    private volatile Runnable meanwhile = () -> {};
    private final Sinks.Many<DataBuffer> body = Sinks.many().unicast().onBackpressureBuffer();

    @BeforeEach
    void answer() {
        services.answer(
                "POST /v1/keys",
                201,
                new AccessKey(
                        "0190a7b2-6c1d-7e00-8000-5a1f3c2d4e6b",
                        "agent-7",
                        "https://idp",
                        List.of(),
                        "copilot",
                        "",
                        clock.instant(),
                        clock.instant().plusSeconds(600),
                        null,
                        "",
                        ""));
        services.answer("POST /v1/keys:revoke", 204, "");
    }

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void whoShowsATokenThatHoldsToTheEndGetsAKey() throws Exception {
        CompletableFuture<EntityExchangeResult<String>> answer = beginning();
        complete();

        assertThat(answer.get().getStatus().value()).isEqualTo(201);
        assertThat(answer.get().getResponseBody()).contains(KeyText.PREFIX);
        assertThat(services.asked).contains("POST /v1/keys").doesNotContain("POST /v1/keys:revoke");
    }

    @Test
    void whoIsRevokedBeforeTheRequestIsWholeGetsNone() throws Exception {
        CompletableFuture<EntityExchangeResult<String>> answer = beginning();
        revocations.revoke("agent-7", clock.instant());
        complete();

        assertRefused(answer.get(), 401);
        assertThat(services.asked).isEmpty();
    }

    @Test
    void whoIsRevokedWhileItIsMadeDoesNotGetItAndItEnds() throws Exception {
        meanwhile = () -> revocations.revoke("agent-7", clock.instant());
        CompletableFuture<EntityExchangeResult<String>> answer = beginning();
        complete();

        assertRefused(answer.get(), 401);
        assertThat(services.asked).contains("POST /v1/keys");
        while (keys.untold() > 0 || !services.asked.contains("POST /v1/keys:revoke")) {
            Thread.sleep(10);
        }
    }

    @Test
    void whoseTokenExpiresMeanwhileGetsNoneAndLosesNoOther() throws Exception {
        CompletableFuture<EntityExchangeResult<String>> answer = beginning();
        clock.set(tokens.expiresAt.minusMillis(1));
        meanwhile = () -> clock.set(tokens.expiresAt);
        complete();
        assertRefused(answer.get(), 401);
        assertThat(services.asked).contains("POST /v1/keys").doesNotContain("POST /v1/keys:revoke");
    }

    @Test
    void noKeyIsMadeForATokenThatHasExpiredWhateverTheLeeway() throws Exception {
        CompletableFuture<EntityExchangeResult<String>> answer = beginning();
        clock.set(tokens.expiresAt);
        complete();

        assertRefused(answer.get(), 401);
        assertThat(services.asked).isEmpty();
    }

    @Test
    void nobodyHoldsARequestOpen() throws Exception {
        assertRefused(beginning(Duration.ofMillis(200)).get(), 408);
        assertThat(services.asked).isEmpty();
    }

    private CompletableFuture<EntityExchangeResult<String>> beginning() {
        return beginning(Duration.ofSeconds(20));
    }

    /// The request without its last byte.
    private CompletableFuture<EntityExchangeResult<String>> beginning(Duration patience) {
        KeyHandler handler =
                new KeyHandler(keys, tokens, new OneConnection(), Schedulers.boundedElastic(), clock, patience);
        WebTestClient client = WebTestClient.bindToRouterFunction(RouterFunctions.route()
                        .POST(KEYS, handler::issue)
                        .onError(
                                ErrorResponseException.class,
                                (why, _) -> ServerResponse.status(why.getStatusCode())
                                        .bodyValue(why.getBody()))
                        .build())
                .configureClient()
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        send(WISH.substring(0, WISH.length() - 1));
        return CompletableFuture.supplyAsync(() -> client.post()
                .uri(KEYS)
                .header("Authorization", "Bearer token")
                .contentType(MediaType.APPLICATION_JSON)
                .body(BodyInserters.fromDataBuffers(body.asFlux()))
                .exchange()
                .expectBody(String.class)
                .returnResult());
    }

    private void complete() {
        send(WISH.substring(WISH.length() - 1));
        body.tryEmitComplete().orThrow();
    }

    private void send(String piece) {
        body.tryEmitNext(DefaultDataBufferFactory.sharedInstance.wrap(piece.getBytes(StandardCharsets.UTF_8)))
                .orThrow();
    }

    private static void assertRefused(EntityExchangeResult<String> answer, int status) {
        assertThat(answer.getStatus().value()).isEqualTo(status);
        assertThat(String.valueOf(answer.getResponseBody())).doesNotContain(KeyText.PREFIX);
    }

    /// One token, with the leeway that its verifier gives to clocks.
    private final class Tokens implements Identities {
        private final Instant issuedAt = clock.instant();
        private final Instant expiresAt = issuedAt.plusSeconds(60);

        @Override
        public Identity verify(String token) throws NotAuthenticatedException {
            if (!token.equals("token") || revocations.cover("agent-7", issuedAt)) {
                throw new NotAuthenticatedException("the token was revoked");
            }
            return new Identity(
                    "agent-7", "https://idp", "cli", List.of(), List.of(), List.of(), Map.of(), "jti-1", expiresAt);
        }

        @Override
        public Identity verify(String credential, String connection) throws NotAuthenticatedException {
            return verify(credential);
        }
    }

    /// Looked up after the first look at the token.
    private final class OneConnection implements Connections {
        @Override
        public Optional<Connection> find(String name) {
            meanwhile.run();
            return name.equals("copilot")
                    ? Optional.of(OpenSessions.of("s1", "agent-7", clock).connection())
                    : Optional.empty();
        }

        @Override
        public List<Connection> all() {
            return List.of();
        }

        @Override
        public List<Classification> classifications(String connection) {
            return List.of();
        }

        @Override
        public long generation() {
            return 0;
        }
    }
}
