// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.IssuedKey;
import dev.portcullis.contracts.key.KeyRequest;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.DependencyUnavailable;
import java.security.Principal;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// `POST /api/approvals/v1/keys`: a key for the caller's identity. The edge's own check of the token says
/// who that is; with a key nobody gets another.
final class KeyHandler {
    private static final int MAX_PURPOSE = 500;

    private final RemoteKeys keys;
    private final Connections connections;
    private final Scheduler blocking;

    KeyHandler(RemoteKeys keys, Connections connections, Scheduler blocking) {
        this.keys = keys;
        this.connections = connections;
        this.blocking = blocking;
    }

    Mono<ServerResponse> issue(ServerRequest request) {
        Mono<KeyRequest> asked = request.bodyToMono(KeyRequest.class)
                .switchIfEmpty(Mono.error(() -> new ServerWebInputException("A key for which connection?")))
                .doOnNext(KeyHandler::check);
        return request.principal()
                .map(KeyHandler::identity)
                .switchIfEmpty(Mono.error(() -> KeyRefused.notPermitted("Nobody asks.")))
                .zipWith(asked)
                .flatMap(both -> Mono.fromCallable(() -> issued(both.getT1(), both.getT2()))
                        .subscribeOn(blocking))
                .flatMap(key -> ServerResponse.status(HttpStatus.CREATED)
                        .header("Cache-Control", "no-store")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(key));
    }

    private IssuedKey issued(Identity identity, KeyRequest asked) {
        try {
            Optional<Connection> connection = connections.find(asked.connection());
            if (connection.isEmpty()) {
                throw KeyRefused.notFound("There is no such connection.");
            }
            return switch (keys.issue(identity, asked)) {
                case RemoteKeys.Outcome.Made(var key) -> key;
                case RemoteKeys.Outcome.Refused(var why) -> throw KeyRefused.notPermitted(why);
            };
        } catch (DependencyUnavailable e) {
            throw KeyRefused.unavailable(e.dependency().words() + " does not answer now.");
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

    private static Identity identity(Principal principal) {
        if (principal instanceof Authentication caller && caller.getPrincipal() instanceof Identity identity) {
            return identity;
        }
        throw KeyRefused.notPermitted("A key is for whoever shows a token.");
    }
}
