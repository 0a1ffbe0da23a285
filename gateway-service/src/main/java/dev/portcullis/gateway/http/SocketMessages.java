// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Obstacles;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.Verdict;
import dev.portcullis.gateway.http.content.Bodies;
import dev.portcullis.gateway.http.content.BodyFilter;
import dev.portcullis.gateway.http.content.CredentialEraser;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.gateway.http.content.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// The messages of one WebSocket. Each of the caller's is a command: judged, recorded and only then sent,
/// in their order. Each of the target's is masked and recorded as all that was allowed so far demands.
final class SocketMessages {
    private final AccessGuard guard;
    private final Forwarding forwarding;
    private final RequestReader reader;
    private final HttpSessions sessions;
    private final HttpSession session;
    private final HttpFacts upgrade;
    private final HttpRun run;
    private final List<String> secrets;
    private final SocketDemands demands;
    private final Sinks.Empty<Void> left = Sinks.empty();

    /// @param run the upgrade's
    /// @param demands what the upgrade itself was allowed with
    /// @param secrets what no answer may say
    SocketMessages(
            AccessGuard guard,
            Forwarding forwarding,
            RequestReader reader,
            HttpSessions sessions,
            HttpSession session,
            HttpFacts upgrade,
            HttpRun run,
            SocketDemands demands,
            List<String> secrets) {
        this.guard = guard;
        this.forwarding = forwarding;
        this.reader = reader;
        this.sessions = sessions;
        this.session = session;
        this.upgrade = upgrade;
        this.run = run;
        this.demands = demands;
        this.secrets = List.copyOf(secrets);
    }

    /// The caller has gone. What it said before is still sent, but nobody is asked about it any more.
    void callerLeft() {
        var _ = left.tryEmitEmpty();
    }

    /// Sends the message, changed as it must be, once it may be sent; fails with [Refused] if it may not.
    /// Whoever loses interest has it not sent.
    ///
    /// @param send the way to the target
    Mono<Void> toTarget(SocketMessage message, Function<SocketMessage, Mono<Void>> send) {
        return Mono.defer(() -> {
            ClientHold hold = new ClientHold();
            AtomicReference<HttpRun> begun = new AtomicReference<>();
            Disposable listening = Disposables.composite(
                    session.ending().subscribe(hold.calledOff()::complete),
                    left.asMono().subscribe(_ -> {}, _ -> {}, () -> {
                        var _ = hold.approval().thenRun(hold::callerLeft);
                    }));
            return Blocking.call(() -> judged(message, hold, begun))
                    .doFinally(_ -> listening.dispose())
                    .flatMap(judged -> sent(judged, send))
                    .doOnCancel(() -> {
                        hold.callerLeft();
                        HttpRun its = begun.get();
                        if (its != null) {
                            its.callerLeft(System.nanoTime());
                        }
                    });
        });
    }

    private Mono<Void> sent(Judged judged, Function<SocketMessage, Mono<Void>> send) {
        HttpRun its = judged.run();
        return forwarding
                .permitted(session, judged.allowed(), its)
                .flatMap(grant -> {
                    grant.use();
                    its.forwarded(
                            grant.obligations(),
                            judged.masks(),
                            judged.outgoing().payload().readable(),
                            System.nanoTime());
                    return send.apply(judged.outgoing());
                })
                .doOnSuccess(_ -> its.said(System.nanoTime()))
                .doOnError(cause -> Forwarding.failed(session, its, refusal(cause)));
    }

    private static Refusal refusal(Throwable cause) {
        return cause instanceof Refused refused
                ? refused.refusal()
                : new Refusal.Unavailable(Refusal.Dependency.TARGET);
    }

    private Judged judged(SocketMessage message, ClientHold hold, AtomicReference<HttpRun> begun) {
        if (!sessions.isCurrent(session)) {
            session.end("the connection or its policies changed");
        }
        Connection connection = session.session().connection();
        ReadRequest request = reader.message(upgrade, connection, session.nextCommandId(), message);
        HttpRun its = new HttpRun(session.session().audit(), request.command());
        begun.set(its);
        try {
            requireSound(message);
            Verdict.Allowed allowed = allowed(request, hold);
            Obligations obligations = allowed.decision().obligations();
            Refusal obstacle = Obstacles.to(obligations, connection);
            if (obstacle != null) {
                throw new Refused(obstacle);
            }
            ModelBudget.requireNone(obligations);
            Masks masks = Masks.of(obligations);
            SocketMessage outgoing =
                    message.saying(Bodies.request(message.payload().bytes(), message.contentType(), masks));
            // Before it is sent: what comes next may be its answer.
            run.under(demands.with(obligations));
            return new Judged(allowed, masks, outgoing, its);
        } catch (UnreadableException e) {
            Refusal refusal = new Refusal.NotSupported(String.valueOf(e.getMessage()));
            its.refused(refusal);
            throw new Refused(refusal);
        } catch (RuntimeException | Error e) {
            its.refused(Forwarding.unsent(e));
            throw e;
        }
    }

    private void requireSound(SocketMessage message) {
        if (!message.isText() && !rules().binary()) {
            throw new Refused(new Refusal.NotSupported("binary messages on this connection"));
        }
        if (!message.isSound()) {
            throw Refused.notUnderstood("a text message that is not UTF-8 (RFC 6455, 8.1)");
        }
    }

    private Verdict.Allowed allowed(ReadRequest request, ClientHold hold) {
        Verdict known = guard.known(session.session(), request.command());
        Verdict said = known != null ? known : guard.judge(session.session(), request.command(), hold);
        return switch (said) {
            case Verdict.Allowed allowed when !hold.calledOff().isDone() -> allowed;
            case Verdict.Allowed _ -> throw new Refused(hold.calledOff().resultNow());
            case Verdict.Refused(var _, var refusal) -> throw new Refused(refusal);
        };
    }

    /// What the target said, as the caller may hear it, recorded; fails with [Refused]. Takes its time.
    SocketMessage toCaller(SocketMessage message) {
        Masks masks = demands.masks();
        if (!message.isText() && !rules().binary()) {
            throw new Refused(new Refusal.AnswerWithheld("a binary message, which this connection has not"));
        }
        if (!message.isSound()) {
            throw new Refused(new Refusal.AnswerWithheld("a text message that is not UTF-8"));
        }
        try {
            BodyFilter filter = Bodies.answer(message.contentType(), masks);
            SocketMessage heard = message.saying(through(
                    filter,
                    through(new CredentialEraser(secrets), message.payload().bytes())));
            run.heard(heard.payload(), masks);
            return heard;
        } catch (UnreadableException e) {
            throw new Refused(new Refusal.AnswerWithheld(String.valueOf(e.getMessage())));
        }
    }

    private static byte[] through(BodyFilter filter, byte[] bytes) throws UnreadableException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        out.writeBytes(filter.feed(bytes));
        out.writeBytes(filter.end());
        return out.toByteArray();
    }

    private HttpTarget.WebSocket rules() {
        return Objects.requireNonNull(
                Objects.requireNonNull(session.session().connection().http()).webSocket());
    }

    /// A message that may be sent once that is on record.
    private record Judged(Verdict.Allowed allowed, Masks masks, SocketMessage outgoing, HttpRun run) {}
}
