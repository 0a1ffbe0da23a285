// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.Verdict;
import dev.portcullis.gateway.http.target.SocketLine;
import dev.portcullis.gateway.http.target.Targets;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/// Opens WebSockets. The target's first: where there is none to be had, the caller reads an answer of HTTP.
final class Sockets {
    private static final int UNAUTHORIZED = 401;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int SWITCHING = 101;

    private final AccessGuard guard;
    private final Forwarding forwarding;
    private final RequestReader reader;
    private final HttpSessions sessions;
    private final Targets targets;
    private final AtomicInteger carried = new AtomicInteger();

    Sockets(
            AccessGuard guard,
            Forwarding forwarding,
            RequestReader reader,
            HttpSessions sessions,
            Targets targets,
            MeterRegistry metrics) {
        this.guard = guard;
        this.forwarding = forwarding;
        this.reader = reader;
        this.sessions = sessions;
        this.targets = targets;
        Gauge.builder("portcullis.websockets", carried, AtomicInteger::get)
                .description("Open WebSockets")
                .register(metrics);
    }

    /// Completes when the caller has its WebSocket, which goes on by itself; fails with [Refused] if it has none.
    Mono<Void> open(
            ServerWebExchange exchange,
            HttpSession session,
            Arrival arrival,
            ReadRequest request,
            Verdict.Allowed allowed) {
        HttpRun run = new HttpRun(session.session().audit(), request.command());
        return Blocking.call(() -> forwarding.prepare(session, arrival, request, allowed, run))
                .doOnError(cause -> run.refused(Forwarding.unsent(cause)))
                .flatMap(prepared -> forwarding
                        .permitted(session, allowed, run)
                        .flatMap(grant -> {
                            run.forwarded(grant.obligations(), prepared.masks(), "", System.nanoTime());
                            return targets.open(
                                            grant,
                                            prepared.route(),
                                            prepared.outgoing(),
                                            rules(session).messageBytes())
                                    .onErrorMap(cause -> refused(prepared, cause))
                                    .doOnError(Refused.class, e -> Forwarding.failed(session, run, e.refusal()));
                        })
                        .flatMap(line -> accept(exchange, session, request, allowed, prepared, line, run)))
                .doOnDiscard(SocketLine.class, SocketLine::drop)
                .doOnCancel(() -> run.callerLeft(System.nanoTime()));
    }

    private Throwable refused(Forwarding.Prepared prepared, Throwable cause) {
        if (cause instanceof WebSocketClientHandshakeException refused
                && refused.response() != null
                && isOfTheCredential(refused.response().status().code())) {
            // It is the gateway's credential that was refused, which is nothing that the caller could mend.
            targets.refused(prepared.route());
            return new Refused(new Refusal.Unavailable(Refusal.Dependency.CREDENTIAL));
        }
        return Forwarding.refused(cause);
    }

    private static boolean isOfTheCredential(int status) {
        return status == UNAUTHORIZED || status == PROXY_UNAUTHORIZED;
    }

    private Mono<Void> accept(
            ServerWebExchange exchange,
            HttpSession session,
            ReadRequest request,
            Verdict.Allowed allowed,
            Forwarding.Prepared prepared,
            SocketLine line,
            HttpRun run) {
        HttpTarget.WebSocket rules = rules(session);
        if (!session.enter(Integer.MAX_VALUE)) {
            line.drop();
            Refusal refusal = session.over().resultNow();
            Forwarding.failed(session, run, refusal);
            return Mono.error(new Refused(refusal));
        }
        SocketMessages messages = new SocketMessages(
                guard,
                forwarding,
                reader,
                sessions,
                session,
                request.facts(),
                run,
                new SocketDemands(allowed.decision().obligations(), prepared.masks()),
                prepared.route().secrets());
        SocketRelay relay = new SocketRelay(sessions, session, messages, rules, line, run, carried);
        run.answers(SWITCHING, "websocket", true);
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().maxFramePayloadLength(rules.messageBytes());
        WebsocketServerSpec built = line.subprotocol().isEmpty()
                ? spec.build()
                : spec.protocols(line.subprotocol()).build();
        HttpServerResponse answer = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        return exchange.getResponse()
                .setComplete()
                .then(Mono.defer(() -> answer.sendWebsocket(relay::begin, built))
                        .subscribeOn(lineOf(answer)))
                .doFinally(_ -> relay.abandon());
    }

    /// Where the caller's frames are read. Elsewhere a handshake would be over before anybody listens, and what
    /// the caller says at once would be lost.
    private static Scheduler lineOf(HttpServerResponse answer) {
        AtomicReference<Executor> loop = new AtomicReference<>(Runnable::run);
        answer.withConnection(line -> loop.set(line.channel().eventLoop()));
        return Schedulers.fromExecutor(loop.get());
    }

    private static HttpTarget.WebSocket rules(HttpSession session) {
        return Objects.requireNonNull(
                Objects.requireNonNull(session.session().connection().http()).webSocket());
    }
}
