// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.approval.CommandDigest;
import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AuditLog.Durable;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionRecording;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// One session's chain of events. The text of a command is in it as the client sent it, without credentials; bound
/// values are not, only their number and, beside a text that is shown whole, a digest of both.
final class JournaledSession implements SessionAudit {
    private final SessionReference session;
    private final Identity identity;
    private final Connection connection;
    private final Chain chain;
    private final ChunkedRecording recording;
    private final ShownTexts texts;
    private final Vocabulary vocabulary;
    private final byte[] parties;
    private final AtomicBoolean over = new AtomicBoolean();

    JournaledSession(
            SessionReference session,
            Identity identity,
            Connection connection,
            Chain chain,
            ChunkedRecording recording,
            ShownTexts texts) {
        this.session = session;
        this.identity = identity;
        this.connection = connection;
        this.chain = chain;
        this.recording = recording;
        this.texts = texts;
        this.vocabulary = Vocabulary.of(connection);
        this.parties = Parties.of(session, identity, connection);
    }

    @Override
    public void started(Decision decision, Durable durable) {
        Shape shape = vocabulary.connected(Shape.Control.ALLOWED);
        Draft draft = new Draft(AuditKind.SESSION_STARTED, shape, out -> body(out, "session.start"), out -> {
            out.name("connection").text(connection.name()).name("protocol").text(session.protocol());
            out.name("durability").text(connection.durability().name());
            out.name("recording").text(connection.recording().name());
            actors(out);
            caller(out);
            Details.decision(out, decision);
        });
        chain.intend(List.of(draft), durable);
    }

    @Override
    public void connected(TargetLogin login) {
        Shape shape = vocabulary.other("Target connected", Shape.Control.LOGGED);
        chain.report(new Draft(AuditKind.TARGET_CONNECTED, shape, out -> body(out, "session.connected"), out -> {
            out.name("connection").text(connection.name());
            TargetEvents.login(out, login);
        }));
    }

    @Override
    public void intend(List<Verdict.Allowed> commands, Durable durable) {
        List<Draft> drafts = new ArrayList<>(commands.size());
        for (Verdict.Allowed allowed : commands) {
            drafts.add(intent(allowed));
        }
        chain.intend(drafts, durable);
    }

    @Override
    public void refused(CommandRequest command, Refusal refusal) {
        chain.counts().refused(refusal);
        Shape shape = vocabulary.command(command.facts(), Shape.Control.BLOCKED).failed();
        ShownText shown = texts.of(command.text());
        chain.report(new Draft(AuditKind.COMMAND_REFUSED, shape, out -> body(out, command, shown), out -> {
            described(out, command, shown);
            Details.refusal(out, refusal);
        }));
    }

    @Override
    public void refused(String what, Refusal refusal) {
        chain.counts().refused(refusal);
        ShownText shown = texts.of(what);
        Shape shape = vocabulary.other("Refused", Shape.Control.BLOCKED).failed();
        chain.report(new Draft(
                AuditKind.COMMAND_REFUSED,
                shape,
                out -> {
                    out.encoded(parties);
                    vocabulary.command(out, session.id(), shown.text());
                },
                out -> {
                    CommandText.rest(out, what, shown);
                    Details.refusal(out, refusal);
                }));
    }

    @Override
    public void held(CommandRequest command, Decision decision, String approvalId) {
        Shape shape = vocabulary.command(command.facts(), Shape.Control.LOGGED).undecided();
        ShownText shown = texts.of(command.text());
        chain.report(new Draft(AuditKind.COMMAND_HELD, shape, out -> body(out, command, shown), out -> {
            described(out, command, shown);
            approved(out, command, shown, approvalId);
            Details.decision(out, decision);
        }));
    }

    @Override
    public void outcome(Outcome outcome) {
        chain.counts().ended(outcome);
        recording.over(outcome.commandId());
        boolean masked = !outcome.masked().isEmpty();
        Shape done = vocabulary.other("Outcome", masked ? Shape.Control.CORRECTED : Shape.Control.ALLOWED);
        Shape shape = outcome.ending() == Ending.COMPLETED ? done : done.failed();
        chain.report(new Draft(AuditKind.COMMAND_OUTCOME, shape, out -> body(out, "outcome"), out -> {
            out.name("commandId").text(outcome.commandId());
            out.name("ending").text(outcome.ending().name());
            out.name("tag").text(Details.bounded(outcome.tag()));
            out.name("rows").number(outcome.rows()).name("bytes").number(outcome.bytes());
            out.name("nanos").number(outcome.nanos());
            out.name("errorCode").text(Details.bounded(outcome.errorCode()));
            out.name("masked").openArray();
            outcome.masked().forEach(column -> out.text(Details.bounded(column)));
            out.closeArray();
            if (!outcome.counts().isEmpty()) {
                out.name("counts").open();
                outcome.counts().forEach((what, count) -> out.name(what).number(count));
                out.close();
            }
            Upload upload = outcome.upload();
            if (upload != null) {
                out.name("upload").open().name("bytes").number(upload.bytes());
                if (!upload.sha256().isEmpty()) {
                    out.name("sha256").text(upload.sha256());
                }
                out.close();
            }
        }));
    }

    @Override
    public void ended(String why) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        long chunks = recording.end();
        if (chain.isEmpty()) {
            // Nothing began that could end: the journal did not take its start.
            return;
        }
        Shape shape = vocabulary.other("Disconnect", Shape.Control.LOGGED);
        chain.report(new Draft(AuditKind.SESSION_ENDED, shape, out -> body(out, "session.end"), out -> {
            out.name("connection").text(connection.name());
            out.name("reason").text(Details.bounded(why)).name("chunks").number(chunks);
        }));
        chain.end();
    }

    @Override
    public SessionRecording recording() {
        return recording;
    }

    private Draft intent(Verdict.Allowed allowed) {
        CommandRequest command = allowed.command();
        String approvalId = allowed.approvalId();
        Shape.Control control = approvalId == null ? Shape.Control.ALLOWED : Shape.Control.APPROVED;
        Shape shape = vocabulary.command(command.facts(), control);
        ShownText shown = texts.of(command.text());
        return new Draft(
                AuditKind.COMMAND_INTENT,
                shape,
                out -> {
                    body(out, command, shown);
                    chain.recurring().policy(out, allowed.decision());
                },
                out -> {
                    described(out, command, shown);
                    if (approvalId != null) {
                        approved(out, command, shown, approvalId);
                    }
                    out.name("durability").text(connection.durability().name());
                    chain.recurring().decision(out, allowed.decision());
                });
    }

    private void body(JsonBuffer out, String what) {
        out.encoded(parties);
        vocabulary.noCommand(out, what);
    }

    private void body(JsonBuffer out, CommandRequest command, ShownText shown) {
        out.encoded(parties);
        vocabulary.command(out, command.id(), shown.text());
    }

    private void described(JsonBuffer out, CommandRequest command, ShownText shown) {
        out.name("commandId").text(command.id());
        CommandText.rest(out, command.text(), shown);
        Vocabulary.facts(out, command, chain.recurring());
        if (!command.parameters().isEmpty()) {
            out.name("parameters").open();
            out.name("count").number(command.parameters().size());
            digest(out, command, shown);
            out.close();
        }
    }

    private void approved(JsonBuffer out, CommandRequest command, ShownText shown, String approvalId) {
        digest(out, command, shown);
        out.name("approvalId").text(approvalId);
    }

    /// None beside a text that a credential was left out of: it is not salted, and all else in it stands in the event.
    private void digest(JsonBuffer out, CommandRequest command, ShownText shown) {
        if (shown.takesDigest()) {
            out.name("digest").text(digest(command));
        }
    }

    private void actors(JsonBuffer out) {
        out.name("actors").openArray();
        identity.actors().forEach(actor -> out.text(Details.bounded(actor)));
        out.closeArray();
    }

    /// What conditions can read of the caller and OCSF has no place for.
    private void caller(JsonBuffer out) {
        out.name("caller").open().name("roles").openArray();
        identity.roles().forEach(role -> out.text(Details.bounded(role)));
        out.closeArray().name("claims").openArray();
        identity.claims()
                .forEach((name, value) -> out.open()
                        .name("name")
                        .text(Details.bounded(name))
                        .name("value")
                        .text(Details.bounded(value))
                        .close());
        out.closeArray().close();
    }

    private String digest(CommandRequest command) {
        return CommandDigest.of(
                identity.subject(),
                identity.issuer(),
                session.id(),
                connection.name(),
                command.text(),
                command.parameters());
    }
}
