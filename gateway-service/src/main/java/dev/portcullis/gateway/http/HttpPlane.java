// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.Verdict;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// The order of things for each request under `/c/{connection}/`: session, body, facts, verdict, forward. Nothing here
/// decides, and nothing here touches the target.
final class HttpPlane implements GatewayFilter, Ordered {
    private static final String API = HttpPlane.class.getName() + ".api";

    private final HttpSessions sessions;
    private final RequestReader reader;
    private final AccessGuard guard;
    private final Forwarding forwarding;
    private final Sockets sockets;
    private final HeldCommands held;
    private final HeldAnswers heldAnswers;
    private final HttpRefusals refusals;
    private final Duration quiet;

    HttpPlane(
            HttpSessions sessions,
            RequestReader reader,
            AccessGuard guard,
            Forwarding forwarding,
            Sockets sockets,
            HeldCommands held,
            HeldAnswers heldAnswers,
            HttpRefusals refusals,
            Duration quiet) {
        this.sessions = sessions;
        this.reader = reader;
        this.guard = guard;
        this.forwarding = forwarding;
        this.sockets = sockets;
        this.held = held;
        this.heldAnswers = heldAnswers;
        this.refusals = refusals;
        this.quiet = quiet;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Mono.defer(() -> enter(exchange, Arrival.of(exchange.getRequest())))
                .onErrorResume(Refused.class, e -> refusals.write(exchange, exchange.getAttribute(API), e.refusal()));
    }

    private Mono<Void> enter(ServerWebExchange exchange, Arrival arrival) {
        return Mono.usingWhen(
                Blocking.call(() -> sessions.enter(arrival.knock())).doOnDiscard(HttpSession.class, sessions::leave),
                session -> serve(exchange, arrival, session),
                session -> Mono.fromRunnable(() -> sessions.leave(session)));
    }

    private Mono<Void> serve(ServerWebExchange exchange, Arrival arrival, HttpSession session) {
        Connection connection = session.session().connection();
        HttpTarget target = Objects.requireNonNull(connection.http());
        exchange.getAttributes().put(API, target.api());
        String commandId = session.nextCommandId();
        AtomicBoolean read = new AtomicBoolean();
        return Mono.fromSupplier(() -> SocketUpgrade.isAsked(arrival, target))
                .flatMap(isSocket -> RequestBody.read(
                        exchange.getRequest(),
                        target.limits(),
                        body -> Blocking.call(() -> reader.read(arrival, connection, commandId, body))
                                .doOnNext(_ -> read.set(true))
                                .flatMap(request -> isSocket
                                        ? open(exchange, arrival, session, request)
                                        : taken(exchange, arrival, session, request))))
                .doOnError(Refused.class, e -> {
                    // From there on it is a command, and recorded as one.
                    if (!read.get()) {
                        String path = target.basePath() + arrival.target().path();
                        session.session()
                                .audit()
                                .refused(arrival.method() + " " + RequestReader.shown(path), e.refusal());
                    }
                });
    }

    /// A body that passes unread takes a place as long as the request lasts.
    private Mono<Void> taken(ServerWebExchange exchange, Arrival arrival, HttpSession session, ReadRequest request) {
        if (!(request.content() instanceof Content.Unread)) {
            return judge(exchange, arrival, session, request);
        }
        HttpTarget target =
                Objects.requireNonNull(session.session().connection().http());
        HttpTarget.Uploads uploads = Objects.requireNonNull(target.limits().uploads());
        return Mono.using(
                () -> {
                    try {
                        session.beginUpload(uploads.concurrent());
                        return session;
                    } catch (Refused e) {
                        new HttpRun(session.session().audit(), request.command()).refused(e.refusal());
                        throw e;
                    }
                },
                _ -> judge(exchange, arrival, session, request),
                HttpSession::endUpload);
    }

    /// A WebSocket is opened on the line, however long people think about it.
    private Mono<Void> open(ServerWebExchange exchange, Arrival arrival, HttpSession session, ReadRequest request) {
        ClientHold hold = new ClientHold();
        return Mono.fromFuture(verdict(session, request, hold), true)
                .flatMap(said -> switch (said) {
                    case Verdict.Allowed allowed -> sockets.open(exchange, session, arrival, request, allowed);
                    case Verdict.Refused(var _, var refusal) -> Mono.<Void>error(new Refused(refusal));
                })
                .doOnCancel(hold::callerLeft);
    }

    private CompletableFuture<Verdict> verdict(HttpSession session, ReadRequest request, ClientHold hold) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        Disposable listening = session.ending().subscribe(hold.calledOff()::complete);
        var _ = verdict.whenComplete((_, _) -> listening.dispose());
        Thread.ofVirtual().name("http-verdict").start(() -> verdict(session, request, hold, verdict));
        return verdict;
    }

    private Mono<Void> judge(ServerWebExchange exchange, Arrival arrival, HttpSession session, ReadRequest request) {
        HeldCommand before = held.sentBefore(owner(session), arrival.idempotencyKey());
        if (before != null) {
            return again(exchange, request, before);
        }
        ClientHold hold = new ClientHold();
        CompletableFuture<Verdict> verdict = verdict(session, request, hold);
        Mono<Void> waited = Mono.fromFuture(verdict, true)
                .flatMap(said -> act(session, arrival, request, said, Answering.live(exchange.getResponse())))
                .doOnCancel(hold::callerLeft);
        // Whose body is still to come cannot leave it behind; and nobody is asked about it.
        if (!arrival.prefersAsync() || request.content() instanceof Content.Unread) {
            return request.content() instanceof Content.Prompt prompt && request.isStreamed()
                    ? waitedInAStream(exchange, arrival, session, request, prompt, hold, verdict)
                    : waited;
        }
        Mono<Optional<Approval>> whichever = Mono.firstWithSignal(
                Mono.fromFuture(hold.approval(), true).map(Optional::of),
                Mono.fromFuture(verdict, true).map(_ -> Optional.empty()));
        return whichever
                .doOnCancel(hold::callerLeft)
                .flatMap(approval -> approval.isEmpty()
                        ? waited
                        : detach(exchange, arrival, session, request, approval.get(), hold, verdict));
    }

    /// Who asked for a stream is kept on the line by it, should people take their time.
    private Mono<Void> waitedInAStream(
            ServerWebExchange exchange,
            Arrival arrival,
            HttpSession session,
            ReadRequest request,
            Content.Prompt prompt,
            ClientHold hold,
            CompletableFuture<Verdict> verdict) {
        Function<Answering, Mono<Void>> acting =
                to -> Mono.fromFuture(verdict, true).flatMap(said -> act(session, arrival, request, said, to));
        Mono<Boolean> decided = Mono.fromFuture(verdict, true).thenReturn(true);
        Mono<Boolean> stillHeld =
                Mono.fromFuture(hold.approval(), true).delayElement(quiet).thenReturn(false);
        return Mono.firstWithSignal(decided, stillHeld)
                .flatMap(inTime -> inTime
                        ? acting.apply(Answering.live(exchange.getResponse()))
                        : new HeldStream(prompt, quiet).write(exchange.getResponse(), acting))
                .doOnCancel(hold::callerLeft);
    }

    private void verdict(
            HttpSession session, ReadRequest request, ClientHold hold, CompletableFuture<Verdict> verdict) {
        try {
            Verdict known = guard.known(session.session(), request.command());
            Verdict said = known != null ? known : guard.judge(session.session(), request.command(), hold);
            // Called off while policy was asked: too late to withdraw anything, but not to stop.
            Verdict last = hold.calledOff().isDone() && said instanceof Verdict.Allowed
                    ? new Verdict.Refused(request.command(), hold.calledOff().resultNow())
                    : said;
            // Recorded here, where it happens whether or not anybody still listens.
            if (last instanceof Verdict.Refused(var command, var refusal)) {
                new HttpRun(session.session().audit(), command).refused(refusal);
            }
            verdict.complete(last);
        } catch (Throwable e) {
            // Whatever it is, somebody waits and a place is taken.
            try {
                new HttpRun(session.session().audit(), request.command()).refused(Forwarding.unsent(e));
            } finally {
                verdict.completeExceptionally(e);
            }
        }
    }

    private Mono<Void> act(HttpSession session, Arrival arrival, ReadRequest request, Verdict verdict, Answering to) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> forwarding.forward(session, arrival, request, allowed, to);
            case Verdict.Refused(var _, var refusal) -> Mono.error(new Refused(refusal));
        };
    }

    /// The caller is told where to come back, and the request goes on without it.
    private Mono<Void> detach(
            ServerWebExchange exchange,
            Arrival arrival,
            HttpSession session,
            ReadRequest request,
            Approval approval,
            ClientHold hold,
            CompletableFuture<Verdict> verdict) {
        HeldCommand mine = new HeldCommand(
                request.command().id(), owner(session), request.digest(), approval.id(), new CompletableFuture<>());
        HeldCommand kept;
        try {
            kept = held.keep(mine, arrival.idempotencyKey());
        } catch (Refused e) {
            // Nobody would come back for it, so nobody is to decide on it.
            hold.callerLeft();
            return Mono.error(e);
        }
        if (!kept.id().equals(mine.id())) {
            hold.callerLeft();
            return again(exchange, request, kept);
        }
        if (!session.enter(Integer.MAX_VALUE)) {
            hold.callerLeft();
            return Mono.error(new Refused(session.over().resultNow()));
        }
        hold.detach();
        Mono.fromFuture(verdict)
                .flatMap(said -> act(session, arrival, request, said, held.into(mine.answer())))
                .doOnError(e -> mine.answer().complete(new HeldCommand.Kept.None(refusal(e))))
                .doFinally(_ -> sessions.leave(session))
                .subscribe(_ -> {}, _ -> {});
        return heldAnswers.answer(exchange, mine);
    }

    private Mono<Void> again(ServerWebExchange exchange, ReadRequest request, HeldCommand before) {
        return before.digest().equals(request.digest())
                ? heldAnswers.answer(exchange, before)
                : Mono.error(Refused.notUnderstood("this Idempotency-Key was used for another request"));
    }

    private static Refusal refusal(@Nullable Throwable cause) {
        return cause instanceof Refused refused
                ? refused.refusal()
                : new Refusal.Unavailable(Refusal.Dependency.TARGET);
    }

    private static HeldCommand.Owner owner(HttpSession session) {
        return HeldCommand.Owner.of(
                session.session().identity(), session.session().connection().name());
    }
}
