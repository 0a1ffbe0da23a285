// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.gateway.access.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// `GET /commands/{id}`: how it stands with a held request, and in the end its answer; with `Prefer: wait=20` as soon
/// as it is there, or after so many seconds. For the one who asked, whoever knows the id.
final class HeldAnswers implements GatewayFilter, Ordered {
    /// What every such path begins with.
    static final String PREFIX = "/commands/";

    private static final String RETRY_SECONDS = "5";

    private final HeldCommands commands;
    private final Identities identities;
    private final HttpRefusals refusals;
    private final JsonMapper json;

    HeldAnswers(HeldCommands commands, Identities identities, HttpRefusals refusals, JsonMapper json) {
        this.commands = commands;
        this.identities = identities;
        this.refusals = refusals;
        this.json = json;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Mono.defer(() -> {
                    String token = CallerToken.of(exchange.getRequest().getHeaders());
                    String id = exchange.getRequest().getPath().value().substring(PREFIX.length());
                    HeldCommand command = commands.byId(id);
                    return Blocking.call(() -> verified(token, command))
                            .flatMap(identity -> answerInTime(exchange, ownedBy(identity, command)));
                })
                .onErrorResume(Refused.class, e -> refusals.write(exchange, null, e.refusal()));
    }

    private Mono<Void> answerInTime(ServerWebExchange exchange, HeldCommand command) {
        Duration patience = Preferences.of(exchange.getRequest().getHeaders()).patience();
        Mono<Void> now = Mono.defer(() -> answer(exchange, command));
        // Whoever stops waiting leaves the answer where it is.
        return patience.isZero()
                ? now
                : Mono.fromFuture(command.answer(), true)
                        .then()
                        .timeout(patience, Mono.empty())
                        .then(now);
    }

    /// Says how it stands.
    Mono<Void> answer(ServerWebExchange exchange, HeldCommand command) {
        CompletableFuture<HeldCommand.Kept> answer = command.answer();
        if (!answer.isDone()) {
            return pending(exchange.getResponse(), command);
        }
        return switch (answer.resultNow()) {
            case HeldCommand.Kept.Whole(var status, var headers, var body) ->
                Answering.live(exchange.getResponse())
                        .write(new Answer(status, headers, Flux.just(body.bytes()), false));
            case HeldCommand.Kept.None(var refusal) -> refusals.write(exchange, null, refusal);
        };
    }

    private Mono<Void> pending(ServerHttpResponse response, HeldCommand command) {
        response.setStatusCode(HttpStatus.ACCEPTED);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().set("Location", PREFIX + command.id());
        response.getHeaders().set("Retry-After", RETRY_SECONDS);
        response.getHeaders().set("Preference-Applied", "respond-async");
        response.getHeaders().set("Cache-Control", "no-store");
        String body =
                json.writeValueAsString(Map.of("id", command.id(), "approval", command.approvalId(), "state", "held"));
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
    }

    /// A key counts for the connection that it opens, and so for commands of that connection only.
    private Identity verified(String token, @Nullable HeldCommand command) {
        try {
            return identities.verify(
                    token, command == null ? "" : command.owner().connection());
        } catch (NotAuthenticatedException e) {
            throw new Refused(new Refusal.NotAuthenticated(String.valueOf(e.getMessage())));
        } catch (DependencyUnavailable e) {
            throw new Refused(new Refusal.Unavailable(e.dependency()));
        }
    }

    private static HeldCommand ownedBy(Identity identity, @Nullable HeldCommand command) {
        if (command == null
                || !command.owner()
                        .equals(HeldCommand.Owner.of(identity, command.owner().connection()))) {
            throw new Refused(new Refusal.UnknownConnection("for this command"));
        }
        return command;
    }
}
