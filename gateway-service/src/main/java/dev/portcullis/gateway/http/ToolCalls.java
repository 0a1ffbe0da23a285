// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Grant;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.access.Verdict.Allowed;
import dev.portcullis.gateway.http.content.Masks;
import dev.portcullis.gateway.http.content.ToolArguments;
import dev.portcullis.gateway.http.content.UnreadableException;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.ToolJudge;
import dev.portcullis.masking.Detectors;
import dev.portcullis.masking.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.json.JsonMapper;

/// Judges the tool calls of one answer as commands of the caller's session: each is decided on, waits for people where
/// policy says so, all of them at once, and is on durable record before the caller sees it. A call that
/// is not let through is taken out of the answer, and the caller reads why. Blocks while it judges.
final class ToolCalls implements ToolJudge {
    private final AccessGuard guard;
    private final HttpSession session;
    private final JsonMapper json;
    private final ClientHold hold = new ClientHold();
    private final Queue<Begun> begun = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    ToolCalls(AccessGuard guard, HttpSession session, JsonMapper json) {
        this.guard = guard;
        this.session = session;
        this.json = json;
    }

    /// The answer is over, or nobody waits for it: calls that were decided on and not seen are on record
    /// as refused.
    void over() {
        over = true;
        // In this order: who still waits goes on when the hold ends, and must find the rest given up.
        begun.forEach(Begun::drop);
        hold.callerLeft();
    }

    @Override
    public Verdict judge(ToolCall call) {
        return begin(call).verdict();
    }

    @Override
    public Pending begin(ToolCall call) {
        Begun begins = new Begun(call);
        begun.add(begins);
        if (over) {
            begins.drop();
        }
        begins.decide();
        return begins;
    }

    /// A call on which is decided ahead, and which is looked at again and put on record when it is about to be
    /// seen.
    private final class Begun implements Pending {
        private final ToolCall call;
        private final String text;
        private final CompletableFuture<Judged> judged = new CompletableFuture<>();
        private final AtomicBoolean taken = new AtomicBoolean();

        Begun(ToolCall call) {
            this.call = call;
            this.text = "TOOL " + Detectors.secrets().redact(call.name());
        }

        void decide() {
            CommandRequest command;
            try {
                command = command(call, text);
            } catch (UnreadableException e) {
                judged.complete(
                        new Judged.Unreadable(new Refusal.NotUnderstood("its arguments: " + e.getMessage(), 0)));
                return;
            }
            GatewaySession caller = session.session();
            dev.portcullis.gateway.access.Verdict known = guard.known(caller, command);
            if (known != null) {
                judged.complete(new Judged.Decided(command, known));
                return;
            }
            Thread.ofVirtual().name("tool-call").start(() -> {
                try {
                    judged.complete(new Judged.Decided(command, guard.judge(caller, command, hold)));
                } catch (RuntimeException | Error e) {
                    // Whatever it is, somebody waits for a word.
                    judged.completeExceptionally(e);
                }
            });
        }

        @Override
        public boolean isDecided() {
            return judged.isDone();
        }

        @Override
        public Verdict verdict() {
            if (!taken.compareAndSet(false, true)) {
                return denied(call, new Refusal.Cancelled());
            }
            return switch (await(judged)) {
                case Judged.Unreadable(var refusal) -> {
                    session.session().audit().refused(text, refusal);
                    yield denied(call, refusal);
                }
                case Judged.Decided(var command, var verdict) -> seen(command, verdict);
            };
        }

        private Verdict seen(CommandRequest command, dev.portcullis.gateway.access.Verdict verdict) {
            GatewaySession caller = session.session();
            HttpRun run = new HttpRun(caller.audit(), command);
            // Decided ahead, before the calls in front of it counted, and maybe long ago.
            dev.portcullis.gateway.access.Verdict now =
                    verdict instanceof Allowed allowed ? guard.again(caller, allowed, hold) : verdict;
            Optional<Refusal> refusal = switch (now) {
                case dev.portcullis.gateway.access.Verdict.Refused(var _, var why) -> Optional.of(why);
                case Allowed _
                when session.over().isDone() -> Optional.of(session.over().resultNow());
                case Allowed _ when over -> Optional.of(new Refusal.Cancelled());
                case Allowed allowed -> record(caller, allowed);
            };
            if (refusal.isPresent()) {
                run.refused(refusal.get());
                return denied(call, refusal.get());
            }
            run.forwarded(Obligations.NONE, Masks.none(), call.arguments(), System.nanoTime());
            run.ended(Ending.COMPLETED, "", System.nanoTime());
            return new Verdict.Allow();
        }

        /// Nobody will see it.
        void drop() {
            if (taken.compareAndSet(false, true)) {
                var _ = judged.thenAccept(decided -> {
                    Refusal refusal = new Refusal.Cancelled();
                    switch (decided) {
                        case Judged.Unreadable _ -> session.session().audit().refused(text, refusal);
                        case Judged.Decided(var command, var _) ->
                            new HttpRun(session.session().audit(), command).refused(refusal);
                    }
                });
            }
        }
    }

    /// What is known of a call.
    private sealed interface Judged {
        record Unreadable(Refusal refusal) implements Judged {}

        record Decided(CommandRequest command, dev.portcullis.gateway.access.Verdict verdict) implements Judged {}
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call could not be judged", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        }
    }

    /// Makes the record durable; the refusal if that cannot be done.
    private Optional<Refusal> record(GatewaySession caller, Allowed allowed) {
        CompletableFuture<Optional<Refusal>> recorded = new CompletableFuture<>();
        guard.permit(caller, List.of(allowed), new AccessGuard.Permission() {
            @Override
            public void granted(List<Grant> grants) {
                recorded.complete(Optional.empty());
            }

            @Override
            public void refused(Refusal refusal) {
                session.obey(refusal);
                recorded.complete(Optional.of(refusal));
            }
        });
        try {
            return recorded.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a permission is given or refused", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Refusal.Cancelled());
        }
    }

    private CommandRequest command(ToolCall call, String text) throws UnreadableException {
        Map<String, String> arguments = ToolArguments.read(call.arguments());
        ToolFacts facts = new ToolFacts(
                call.name(),
                arguments,
                arguments.values().stream()
                        .flatMap(value -> Detectors.secretsAndPersonal().find(value).stream())
                        .map(Finding::detector)
                        .distinct()
                        .sorted()
                        .toList());
        return new CommandRequest(
                session.nextCommandId(),
                text,
                List.of(call.arguments()),
                facts,
                FactsDigest.of(json.writeValueAsBytes(List.of("TOOL", facts))));
    }

    private static Verdict denied(ToolCall call, Refusal refusal) {
        return new Verdict.Deny(
                "Portcullis removed a call of the tool " + Detectors.secrets().redact(call.name()) + ". "
                        + HttpRefusals.of(refusal).detail());
    }
}
