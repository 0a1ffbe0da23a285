// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.SessionHistory;
import java.util.List;
import java.util.TreeSet;

/// The record of one session, which also counts what policy may want to know of it. A command counts as soon as its
/// intent is handed in, so that the next one is judged with it.
final class CountedAudit implements SessionAudit {
    private final SessionAudit audit;
    private final TreeSet<String> classifications = new TreeSet<>();
    private long commands;
    private long rows;
    private long bytes;
    private long risk;

    CountedAudit(SessionAudit audit) {
        this.audit = audit;
    }

    synchronized SessionHistory soFar() {
        return new SessionHistory(commands, rows, bytes, List.copyOf(classifications), risk);
    }

    private synchronized void count(List<Verdict.Allowed> forwarded) {
        for (Verdict.Allowed allowed : forwarded) {
            commands++;
            risk += allowed.decision().risk();
            switch (allowed.command().facts()) {
                case SqlFacts sql -> classifications.addAll(sql.classifications());
                case HttpFacts _, ToolFacts _ -> {
                    // Bodies have findings, not classified columns.
                }
            }
        }
    }

    private synchronized void count(Outcome outcome) {
        rows += outcome.rows();
        bytes += outcome.bytes();
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
    public void intend(List<Verdict.Allowed> forwarded, AuditLog.Durable durable) {
        count(forwarded);
        audit.intend(forwarded, durable);
    }

    @Override
    public void refused(CommandRequest command, Refusal refusal) {
        audit.refused(command, refusal);
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
        count(outcome);
        audit.outcome(outcome);
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
