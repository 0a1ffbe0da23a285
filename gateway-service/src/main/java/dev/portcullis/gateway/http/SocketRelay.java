// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.http.target.SocketLine;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/// Carries messages between a caller and a target until one of them goes, the session ends, nobody says
/// anything, time is up, or something must not pass. It ends once, and both sides with it.
final class SocketRelay {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /// How long what was said before a goodbye may take to arrive.
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);

    private static final Scheduler MASKING =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "messages");

    private final HttpSessions sessions;
    private final HttpSession session;
    private final SocketMessages messages;
    private final HttpTarget.WebSocket rules;
    private final SocketLine target;
    private final HttpRun run;
    private final AtomicInteger carried;
    private final Sinks.One<SocketClosing> closing = Sinks.one();
    private final Sinks.Empty<Void> allSaid = Sinks.empty();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final long openedAt = System.nanoTime();
    private final AtomicLong lastSaid = new AtomicLong(openedAt);

    /// @param session entered for as long as this lasts
    /// @param run the upgrade, which ends with it
    /// @param carried how many there are; this is one more until it is over
    SocketRelay(
            HttpSessions sessions,
            HttpSession session,
            SocketMessages messages,
            HttpTarget.WebSocket rules,
            SocketLine target,
            HttpRun run,
            AtomicInteger carried) {
        this.sessions = sessions;
        this.session = session;
        this.messages = messages;
        this.rules = rules;
        this.target = target;
        this.run = run;
        this.carried = carried;
        carried.incrementAndGet();
    }

    /// The caller is there.
    Mono<Void> begin(WebsocketInbound in, WebsocketOutbound out) {
        begun.set(true);
        Disposable.Composite all = Disposables.composite();
        return Mono.defer(() -> {
                    all.add(session.ending().subscribe(refusal -> end(SocketClosing.of(refusal))));
                    // Nobody looks any more once that has failed, so that it must not go on.
                    all.add(Flux.interval(LOOK).subscribe(_ -> look(), _ -> end(SocketClosing.targetLost())));
                    all.add(toTarget(in).subscribe(_ -> {}, this::callerFailed, allSaid::tryEmitEmpty));
                    all.add(callersFarewell(in).subscribe(this::end));
                    all.add(toCaller(out).then(targetsFarewell()).subscribe(this::end, this::targetFailed));
                    return closing.asMono();
                })
                .flatMap(how -> goodbye(out, how))
                .doFinally(_ -> {
                    all.dispose();
                    over(SocketClosing.callerLost());
                });
    }

    /// The caller never came.
    void abandon() {
        if (!begun.get()) {
            over(SocketClosing.callerLost());
        }
    }

    private Mono<Void> toTarget(WebsocketInbound in) {
        return said(in, this::callerFailed)
                .concatMap(
                        message ->
                                busy(messages.toTarget(message, this::toTarget)).onErrorResume(this::messageFailed),
                        1)
                .then();
    }

    private Mono<Void> toTarget(SocketMessage message) {
        return over.get()
                ? Mono.error(new Refused(new Refusal.SessionOver("this WebSocket is closed")))
                : send(target.out(), message);
    }

    private Mono<Void> toCaller(WebsocketOutbound out) {
        return said(target.in(), this::targetFailed)
                .concatMap(
                        message -> Mono.fromCallable(() -> messages.toCaller(message))
                                .subscribeOn(MASKING)
                                .flatMap(heard -> send(out, heard).onErrorResume(SocketRelay::leaveItToTheCaller))
                                .onErrorResume(Refused.class, e -> stuck(SocketClosing.of(e.refusal()))),
                        1)
                .then();
    }

    private static Mono<Void> send(WebsocketOutbound out, SocketMessage message) {
        return out.sendObject(message.frame()).then();
    }

    /// The messages of one side. What is no message ends the WebSocket, but not the listening: to stop that
    /// would say goodbye before we do, and without a reason.
    private Flux<SocketMessage> said(WebsocketInbound in, Consumer<Refused> broken) {
        SocketFrames frames = new SocketFrames(rules.messageBytes());
        in.withConnection(line -> line.addHandlerLast(new SocketPings()));
        return in.receiveFrames().handle((frame, sink) -> {
            try {
                SocketMessage message = frames.next(frame);
                if (message != null) {
                    lastSaid.set(System.nanoTime());
                    sink.next(message);
                }
            } catch (Refused e) {
                broken.accept(e);
            }
        });
    }

    /// While people decide, it is not the caller who is silent.
    private Mono<Void> busy(Mono<Void> judging) {
        return judging.doOnSubscribe(_ -> underWay.incrementAndGet()).doFinally(_ -> {
            lastSaid.set(System.nanoTime());
            underWay.decrementAndGet();
        });
    }

    private Mono<Void> messageFailed(Throwable cause) {
        return switch (cause) {
            case Refused refused -> stuck(SocketClosing.of(refused.refusal()));
            // The target is gone, and what it said last tells how.
            case AbortedException _ -> Mono.never();
            default -> stuck(SocketClosing.targetLost());
        };
    }

    /// Whoever cannot be reached has left, and is seen to have left.
    private static Mono<Void> leaveItToTheCaller(Throwable cause) {
        return Mono.never();
    }

    private Mono<Void> stuck(SocketClosing how) {
        end(how);
        return Mono.never();
    }

    private void callerFailed(Throwable cause) {
        end(
                switch (cause) {
                    case Refused refused -> SocketClosing.of(refused.refusal());
                    case CorruptedWebSocketFrameException broken -> SocketClosing.of(broken(broken));
                    default -> SocketClosing.callerLost();
                });
    }

    private Refusal broken(CorruptedWebSocketFrameException cause) {
        return cause.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()
                ? new Refusal.TooLarge(rules.messageBytes())
                : new Refusal.NotUnderstood("this is not how frames are written (RFC 6455, 5.2)", 0);
    }

    /// What the target says that is no message is an answer that cannot be passed on.
    private void targetFailed(Throwable cause) {
        end(
                switch (cause) {
                    case Refused refused -> withheld(refused.refusal());
                    case CorruptedWebSocketFrameException broken -> withheld(broken(broken));
                    default -> SocketClosing.targetLost();
                });
    }

    private static SocketClosing withheld(Refusal refusal) {
        return SocketClosing.of(new Refusal.AnswerWithheld(
                refusal instanceof Refusal.TooLarge ? "it is larger than the connection allows" : "it is no message"));
    }

    /// How the caller has left: with a word, after which what it said before is still sent, or without.
    private Mono<SocketClosing> callersFarewell(WebsocketInbound in) {
        return in.receiveCloseStatus()
                .filter(status -> status.code() != WebSocketCloseStatus.ABNORMAL_CLOSURE.code())
                .doOnTerminate(messages::callerLeft)
                .flatMap(_ -> allSaid.asMono()
                        .timeout(LAST_WORDS, Mono.empty())
                        .then(Mono.fromSupplier(SocketClosing::finished)))
                .defaultIfEmpty(SocketClosing.callerLost());
    }

    /// How the target has left: with a word, or without.
    private Mono<SocketClosing> targetsFarewell() {
        return target.in()
                .receiveCloseStatus()
                .filter(status -> status.code() != WebSocketCloseStatus.ABNORMAL_CLOSURE.code())
                .map(_ -> SocketClosing.finished())
                .defaultIfEmpty(SocketClosing.targetLost())
                .timeout(GOODBYE, Mono.fromSupplier(SocketClosing::targetLost));
    }

    private void look() {
        long now = System.nanoTime();
        if (!sessions.isCurrent(session)) {
            session.end("the connection or its policies changed");
        } else if (now - openedAt > Duration.ofSeconds(rules.totalSeconds()).toNanos()) {
            end(SocketClosing.timeIsUp("it was open for as long as the connection allows"));
        } else if (underWay.get() == 0
                && now - lastSaid.get()
                        > Duration.ofSeconds(rules.idleSeconds()).toNanos()) {
            end(SocketClosing.timeIsUp("nothing was said for too long"));
        }
    }

    private void end(SocketClosing how) {
        var _ = closing.tryEmitValue(how);
    }

    private Mono<Void> goodbye(WebsocketOutbound out, SocketClosing how) {
        over(how);
        return Mono.whenDelayError(
                        out.sendClose(how.code(), how.reason()).timeout(GOODBYE).onErrorComplete(),
                        target.close(SocketClosing.NORMAL).timeout(GOODBYE).onErrorComplete())
                .then();
    }

    private void over(SocketClosing how) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Refusal refusal = how.refusal();
        if (refusal == null) {
            run.ended(Ending.COMPLETED, "", System.nanoTime());
        } else {
            Forwarding.failed(session, run, refusal);
        }
        sessions.leave(session);
        carried.decrementAndGet();
        if (!begun.get()) {
            target.drop();
        }
    }
}
