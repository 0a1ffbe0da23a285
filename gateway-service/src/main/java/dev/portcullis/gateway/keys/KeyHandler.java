// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.IssuedKey;
import dev.portcullis.contracts.key.KeyRequest;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// `POST /api/approvals/v1/keys`: a key for the caller's identity. The edge has verified the token when the
/// request began; its body may come later, and so the token is verified again before the key is made and
/// before it is handed over. With a key nobody gets another.
final class KeyHandler {
    private static final int MAX_PURPOSE = 500;

    /// Reads the token where the edge does.
    private static final ServerBearerTokenAuthenticationConverter BEARER =
            new ServerBearerTokenAuthenticationConverter();

    private final RemoteKeys keys;
    private final Identities identities;
    private final Connections connections;
    private final Scheduler blocking;
    private final Clock clock;
    private final Duration patience;

    /// @param patience how long the body may take
    KeyHandler(
            RemoteKeys keys,
            Identities identities,
            Connections connections,
            Scheduler blocking,
            Clock clock,
            Duration patience) {
        this.keys = keys;
        this.identities = identities;
        this.connections = connections;
        this.blocking = blocking;
        this.clock = clock;
        this.patience = patience;
    }

    Mono<ServerResponse> issue(ServerRequest request) {
        Mono<KeyRequest> asked = request.bodyToMono(KeyRequest.class)
                .timeout(patience, Mono.error(() -> KeyRefused.tooSlow("The request did not come in time.")))
                .switchIfEmpty(Mono.error(() -> new ServerWebInputException("A key for which connection?")))
                .doOnNext(KeyHandler::check);
        return BEARER.convert(request.exchange())
                .ofType(BearerTokenAuthenticationToken.class)
                .map(BearerTokenAuthenticationToken::getToken)
                .switchIfEmpty(Mono.error(() -> KeyRefused.notPermitted("A key is for whoever shows a token.")))
                .zipWith(asked)
                .flatMap(both -> Mono.fromCallable(() -> issued(both.getT1(), both.getT2()))
                        .subscribeOn(blocking))
                .flatMap(key -> ServerResponse.status(HttpStatus.CREATED)
                        .header("Cache-Control", "no-store")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(key));
    }

    private IssuedKey issued(String token, KeyRequest asked) {
        try {
            Identity identity = accepted(token);
            Optional<Connection> connection = connections.find(asked.connection());
            if (connection.isEmpty()) {
                throw KeyRefused.notFound("There is no such connection.");
            }
            return switch (keys.issue(identity, asked)) {
                case RemoteKeys.Outcome.Made(var key) -> handedOver(token, key);
                case RemoteKeys.Outcome.Refused(var why) -> throw KeyRefused.notPermitted(why);
            };
        } catch (DependencyUnavailable e) {
            throw KeyRefused.unavailable(e.dependency().words() + " does not answer now.");
        }
    }

    /// The key, unless its token was withdrawn while it was made: it is newer than the revocation then, which
    /// would not cover it.
    private IssuedKey handedOver(String token, IssuedKey made) throws DependencyUnavailable {
        boolean holds = false;
        try {
            accepted(token);
            holds = true;
            return made;
        } finally {
            if (!holds) {
                keys.abandon(made);
            }
        }
    }

    /// Who shows the token, which must hold now; the clock of its issuer gets no leeway here.
    private Identity accepted(String token) throws DependencyUnavailable {
        try {
            Identity identity = identities.verify(token);
            if (!clock.instant().isBefore(identity.expiresAt())) {
                throw KeyRefused.notAuthenticated("The token has expired; get a new one.");
            }
            return identity;
        } catch (NotAuthenticatedException e) {
            throw KeyRefused.notAuthenticated("The token is not accepted: " + e.getMessage() + ".");
        }
    }

    /// Fields that JSON left out are null here, whatever their types say.
    @SuppressWarnings("ConstantValue")
    private static void check(KeyRequest asked) {
        if (asked.connection() == null) {
            throw new ServerWebInputException("connection: must be there");
        }
        if (asked.purpose() != null && asked.purpose().length() > MAX_PURPOSE) {
            throw new ServerWebInputException("purpose: at most " + MAX_PURPOSE + " characters");
        }
        if (asked.seconds() != null && asked.seconds() < 1) {
            throw new ServerWebInputException("seconds: must be positive");
        }
    }
}
