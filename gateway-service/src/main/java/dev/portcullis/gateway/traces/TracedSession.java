// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.traces;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionRecording;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Tells of each command of a session when its end is recorded: every command that has a record has a trace.
final class TracedSession implements SessionAudit {
    private final SessionAudit audit;
    private final SessionReference session;
    private final Connection connection;
    private final Traces.UnderWay commands;

    TracedSession(SessionAudit audit, SessionReference session, Connection connection, Traces.UnderWay commands) {
        this.audit = audit;
        this.session = session;
        this.connection = connection;
        this.commands = commands;
    }

    @Override
    public void started(Decision decision, AuditLog.Durable durable) {
        audit.started(decision, durable);
    }

    @Override
    public void connected(TargetLogin login) {
        audit.connected(login);
    }

    @Override
    public void intend(List<Verdict.Allowed> allowed, AuditLog.Durable durable) {
        Instant from = commands.now();
        List<String> ids = allowed.stream().map(one -> one.command().id()).toList();
        allowed.forEach(one -> commands.begin(one.command()));
        audit.intend(allowed, new AuditLog.Durable() {
            @Override
            public void reached() {
                Instant to = commands.now();
                durable.reached();
                ids.forEach(id -> commands.spans().past(id, "record intent", from, to, Map.of()));
            }

            @Override
            public void failed(Throwable cause) {
                durable.failed(cause);
            }
        });
    }

    @Override
    public void refused(CommandRequest command, Refusal refusal) {
        audit.refused(command, refusal);
        Instant now = commands.now();
        commands.begin(command);
        String failure = refusal instanceof Refusal.Unavailable(var dependency) ? dependency.name() : "";
        over(command.id(), now, refusal.word(), failure);
    }

    @Override
    public void refused(String what, Refusal refusal) {
        audit.refused(what, refusal);
    }

    @Override
    public void held(CommandRequest command, Decision decision, String approvalId) {
        audit.held(command, decision, approvalId);
    }

    @Override
    public void outcome(Outcome outcome) {
        audit.outcome(outcome);
        Instant now = commands.now();
        String ending = outcome.ending().name();
        commands.spans()
                .past(
                        outcome.commandId(),
                        "forward",
                        now.minusNanos(outcome.nanos()),
                        now,
                        Map.of(Told.OUTCOME, ending));
        over(outcome.commandId(), now, ending, outcome.ending() == Ending.COMPLETED ? "" : ending);
    }

    private void over(String commandId, Instant now, String outcome, String failure) {
        Traces.UnderWay.Begun begun = commands.end(commandId);
        commands.spans()
                .command(
                        commandId,
                        begun.preparation(),
                        session.protocol() + " command",
                        begun.at(),
                        now,
                        Map.of(
                                Told.COMMAND,
                                commandId,
                                Told.SESSION,
                                session.id(),
                                Told.CONNECTION,
                                connection.name(),
                                Told.PROTOCOL,
                                session.protocol(),
                                Told.OUTCOME,
                                outcome),
                        failure);
    }

    @Override
    public void ended(String why) {
        audit.ended(why);
    }

    @Override
    public SessionRecording recording() {
        return audit.recording();
    }
}
