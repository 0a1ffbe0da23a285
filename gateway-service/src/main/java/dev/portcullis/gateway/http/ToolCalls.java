// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Grant;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import dev.portcullis.gateway.access.Verdict;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.json.JsonMapper;

/// Judges the tool calls of one answer as commands of the caller's session: each is decided on, waits for people where
/// policy says so, and is on durable record before the caller sees it. A call that is not let through is taken out of
/// the answer, and the caller reads why. Blocks while it judges.
final class ToolCalls {
    private final AccessGuard guard;
    private final HttpSession session;
    private final JsonMapper json;
    private final ClientHold hold = new ClientHold();

    ToolCalls(AccessGuard guard, HttpSession session, JsonMapper json) {
        this.guard = guard;
        this.session = session;
        this.json = json;
    }

    /// Nobody waits for the answer any more, so nobody is to decide on its calls.
    void callerLeft() {
        hold.callerLeft();
    }

    /// What becomes of a call: a [ToolJudge].
    ToolJudge.Verdict judge(ToolCall call) {
        String text = "TOOL " + Detectors.secrets().redact(call.name());
        try {
            return judge(call, command(call, text));
        } catch (UnreadableException e) {
            Refusal refusal = new Refusal.NotUnderstood("its arguments: " + e.getMessage(), 0);
            session.session().audit().refused(text, refusal);
            return denied(call, refusal);
        }
    }

    private ToolJudge.Verdict judge(ToolCall call, CommandRequest command) {
        GatewaySession caller = session.session();
        HttpRun run = new HttpRun(caller.audit(), command);
        Verdict known = guard.known(caller, command);
        Optional<Refusal> refusal = switch (known != null ? known : guard.judge(caller, command, hold)) {
            case Verdict.Refused(var _, var why) -> Optional.of(why);
            case Verdict.Allowed allowed -> record(caller, allowed);
        };
        if (refusal.isPresent()) {
            run.refused(refusal.get());
            return denied(call, refusal.get());
        }
        run.forwarded(Masks.none(), call.arguments(), System.nanoTime());
        run.ended(Ending.COMPLETED, "", System.nanoTime());
        return new ToolJudge.Verdict.Allow();
    }

    /// Makes the record durable; the refusal if that cannot be done.
    private Optional<Refusal> record(GatewaySession caller, Verdict.Allowed allowed) {
        CompletableFuture<Optional<Refusal>> recorded = new CompletableFuture<>();
        guard.permit(caller, List.of(allowed), new AccessGuard.Permission() {
            @Override
            public void granted(List<Grant> grants) {
                recorded.complete(Optional.empty());
            }

            @Override
            public void refused(Refusal refusal) {
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

    private static ToolJudge.Verdict denied(ToolCall call, Refusal refusal) {
        return new ToolJudge.Verdict.Deny(
                "Portcullis removed a call of the tool " + Detectors.secrets().redact(call.name()) + ". "
                        + HttpRefusals.of(refusal).detail());
    }
}
