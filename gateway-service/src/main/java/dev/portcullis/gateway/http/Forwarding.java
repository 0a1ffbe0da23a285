// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.CommandRecording;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Grant;
import dev.portcullis.gateway.access.Obstacles;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.access.UnreadBody;
import dev.portcullis.gateway.access.Verdict;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.gateway.http.content.UnreadableException;
import dev.portcullis.gateway.http.target.OutgoingRequest;
import dev.portcullis.gateway.http.target.Route;
import dev.portcullis.gateway.http.target.Targets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import tools.jackson.databind.json.JsonMapper;

/// What happens to an allowed request: the way is looked for, the intent made durable, the request sent, its answer
/// masked and handed on. Nothing is sent without a grant.
final class Forwarding {
    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    private final AccessGuard guard;
    private final Targets targets;
    private final ModelBudget budget;
    private final JsonMapper json;
    private final Duration quiet;

    /// @param quiet how long the line to the caller of a streaming model is silent at most
    Forwarding(AccessGuard guard, Targets targets, ModelBudget budget, JsonMapper json, Duration quiet) {
        this.guard = guard;
        this.targets = targets;
        this.budget = budget;
        this.json = json;
        this.quiet = quiet;
    }

    /// Completes when the caller has the whole answer; fails with [Refused] when there is none to be had.
    Mono<Void> forward(
            HttpSession session, Arrival arrival, ReadRequest request, Verdict.Allowed allowed, Answering to) {
        HttpRun run = new HttpRun(session.session().audit(), request.command());
        if (request.content() instanceof Content.Unread(var upload)) {
            run.uploads(upload);
        }
        return Blocking.call(() -> prepare(session, arrival, request, allowed, run))
                .doOnError(cause -> run.refused(unsent(cause)))
                .flatMap(prepared -> permitted(session, allowed, run)
                        .flatMap(grant -> send(session, request, prepared, grant, run, to)))
                .doOnCancel(() -> run.callerLeft(System.nanoTime()));
    }

    /// Everything that can be wrong before anything is sent. May block.
    Prepared prepare(HttpSession session, Arrival arrival, ReadRequest request, Verdict.Allowed allowed, HttpRun run) {
        Connection connection = session.session().connection();
        Obligations obligations = allowed.decision().obligations();
        Refusal obstacle = Obstacles.to(obligations, connection);
        if (obstacle != null) {
            throw new Refused(obstacle);
        }
        try {
            Masks masks = Masks.of(obligations);
            requireNothingToMaskOutsideOfTheBody(masks, request);
            Sent sent = sent(session, masks, request, obligations);
            OutgoingRequest outgoing = outgoing(connection, arrival, request, sent.body());
            Route route = targets.prepare(connection, arrival.token(), outgoing);
            Prepared prepared = new Prepared(masks, sent.shown(), route, outgoing);
            // Last: whatever is set aside, the request is about to be sent.
            run.spends(budget.reserve(session.session(), request, obligations));
            return prepared;
        } catch (UnreadableException e) {
            throw new Refused(new Refusal.NotSupported(String.valueOf(e.getMessage())));
        } catch (DependencyUnavailable e) {
            log.atWarn()
                    .addKeyValue("connection", connection.name())
                    .addKeyValue("dependency", e.dependency())
                    .addKeyValue("cause", e.getMessage())
                    .log("no way to the target");
            throw new Refused(new Refusal.Unavailable(e.dependency()));
        }
    }

    private static Sent sent(HttpSession session, Masks masks, ReadRequest request, Obligations obligations)
            throws UnreadableException {
        if (!(request.content() instanceof Content.Unread(var upload))) {
            Payload whole = new Payload(request.content().outgoing(masks, ModelBudget.answer(request, obligations)));
            return new Sent(whole.readable(), new OutgoingRequest.Bytes(whole.bytes()));
        }
        if (!masks.isEmpty()) {
            throw new Refused(UnreadBody.needed(session.session(), "a mask"));
        }
        if (CommandRecording.isStrict(session.session().audit().recording(), obligations)) {
            throw new Refused(UnreadBody.needed(session.session(), "a recording that leaves nothing out"));
        }
        return new Sent(
                "(a body that is not recorded)", new OutgoingRequest.Pieces(upload.passing(), upload.declared()));
    }

    /// A path, a query or a header cannot be changed without asking for something else.
    private static void requireNothingToMaskOutsideOfTheBody(Masks masks, ReadRequest request) {
        HttpFacts facts = request.facts();
        boolean found = Stream.of(
                        Stream.of(facts.path()),
                        facts.query().keySet().stream(),
                        facts.query().values().stream().flatMap(List::stream),
                        facts.headers().values().stream())
                .flatMap(texts -> texts)
                .anyMatch(masks::finds);
        if (found) {
            throw new Refused(
                    new Refusal.NotSupported("something that has to be masked in the path, the query or a header"));
        }
    }

    private static OutgoingRequest outgoing(
            Connection connection, Arrival arrival, ReadRequest request, OutgoingRequest.Body body) {
        HttpTarget target = Objects.requireNonNull(connection.http());
        String query = arrival.target().query();
        Map<String, String> headers = new TreeMap<>(request.facts().headers());
        return new OutgoingRequest(
                request.facts().method(),
                request.facts().path() + (query.isEmpty() ? "" : "?" + query),
                headers,
                body,
                Duration.ofSeconds(target.limits().answerSeconds()));
    }

    /// The leave to send, once that is on record.
    Mono<Grant> permitted(HttpSession session, Verdict.Allowed allowed, HttpRun run) {
        Mono<Grant> grant =
                Mono.create(sink -> guard.permit(session.session(), List.of(allowed), new AccessGuard.Permission() {
                    @Override
                    public void granted(List<Grant> grants) {
                        sink.success(grants.getFirst());
                    }

                    @Override
                    public void refused(Refusal refusal) {
                        run.refused(refusal);
                        session.obey(refusal);
                        sink.error(new Refused(refusal));
                    }
                }));
        // The journal's thread has other things to do than to send requests.
        return grant.doOnError(cause -> run.refused(unsent(cause))).publishOn(Schedulers.parallel());
    }

    private Mono<Void> send(
            HttpSession session, ReadRequest request, Prepared prepared, Grant grant, HttpRun run, Answering to) {
        HttpTarget target =
                Objects.requireNonNull(session.session().connection().http());
        ToolCalls tools = new ToolCalls(guard, session, json);
        AnswerReader answers =
                new AnswerReader(targets, prepared.route(), prepared.masks(), request, target, run, tools, quiet);
        return Mono.defer(() -> {
                    run.forwarded(grant.obligations(), prepared.masks(), prepared.shown(), System.nanoTime());
                    return targets.send(
                                    grant,
                                    prepared.route(),
                                    target.api(),
                                    prepared.outgoing(),
                                    (response, content) -> to.write(answers.read(response, content)))
                            .then();
                })
                .takeUntilOther(cut(session, target, request))
                .onErrorMap(cause -> refused(cause, request))
                .doOnSuccess(_ -> ended(session, run, answers))
                .doOnError(Refused.class, e -> failed(session, run, e.refusal()));
    }

    private static void ended(HttpSession session, HttpRun run, AnswerReader answers) {
        long now = System.nanoTime();
        Refusal withheld = answers.withheld();
        if (answers.isLeft()) {
            run.ended(Ending.CLIENT_LOST, "", now);
        } else if (withheld != null) {
            failed(session, run, withheld);
        } else {
            run.ended(Ending.COMPLETED, "", now);
        }
    }

    /// Ends what takes too long, and what belongs to a session that is over.
    private static Mono<Void> cut(HttpSession session, HttpTarget target, ReadRequest request) {
        Duration answer = Duration.ofSeconds(target.limits().totalSeconds());
        Duration longest = request.content() instanceof Content.Unread(var upload)
                ? upload.longest().plus(answer)
                : answer;
        Mono<Void> tooLong =
                Mono.delay(longest).then(Mono.error(new Refused(new Refusal.Unavailable(Refusal.Dependency.TARGET))));
        Mono<Void> over = session.ending().flatMap(refusal -> Mono.error(new Refused(refusal)));
        return Mono.firstWithSignal(tooLong, over);
    }

    private static Throwable refused(Throwable cause, ReadRequest request) {
        // What the line to the target says of a body that broke off is a consequence.
        Refused broken = request.content() instanceof Content.Unread(var upload) ? upload.broken() : null;
        return broken == null ? refused(cause) : broken;
    }

    /// Why it is not sent. What nobody foresaw is no decision either.
    static Refusal unsent(Throwable cause) {
        return cause instanceof Refused refused
                ? refused.refusal()
                : new Refusal.Unavailable(Refusal.Dependency.POLICY);
    }

    /// What went wrong on the way, as a refusal.
    static Throwable refused(Throwable cause) {
        if (cause instanceof Refused) {
            return cause;
        }
        if (cause instanceof AbortedException) {
            return new Refused(new Refusal.Cancelled());
        }
        log.atWarn().addKeyValue("cause", cause.toString()).log("the target did not answer");
        return new Refused(new Refusal.Unavailable(Refusal.Dependency.TARGET));
    }

    /// What was sent is over, and not as it should be.
    static void failed(HttpSession session, HttpRun run, Refusal refusal) {
        long now = System.nanoTime();
        switch (refusal) {
            case Refusal.AnswerWithheld _ -> run.ended(Ending.FAILED, "answer-withheld", now);
            case Refusal.RecordingFull _ -> {
                run.ended(Ending.FAILED, "recording-full", now);
                session.obey(refusal);
            }
            case Refusal.Cancelled() -> run.ended(Ending.CLIENT_LOST, "", now);
            case Refusal.SessionOver _ -> run.ended(Ending.CANCELLED, "session-over", now);
            case Refusal.Unavailable(var dependency) ->
                run.ended(
                        dependency == Refusal.Dependency.TARGET ? Ending.TARGET_LOST : Ending.FAILED,
                        dependency.name().toLowerCase(Locale.ROOT),
                        now);
            case Refusal.TooLarge _, Refusal.NotUnderstood _ -> run.ended(Ending.FAILED, refusal.word(), now);
            case Refusal.NotAuthenticated _,
                    Refusal.UnknownConnection _,
                    Refusal.NotPermitted _,
                    Refusal.BodyNeeded _,
                    Refusal.TooMany _,
                    Refusal.OverLimit _,
                    Refusal.NotSupported _,
                    Refusal.Rejected _,
                    Refusal.HoldEnded _ -> run.ended(Ending.FAILED, "", now);
        }
    }

    /// Everything that a request needs but the grant.
    ///
    /// @param shown the body as recordings show it
    record Prepared(Masks masks, String shown, Route route, OutgoingRequest outgoing) {}

    /// What is sent.
    ///
    /// @param shown the body as recordings show it
    private record Sent(String shown, OutgoingRequest.Body body) {}
}
