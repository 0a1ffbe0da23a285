// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Grant;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Forwards what is left of a unit after its judgement, in order, and notes what the target owes for it.
///
/// A refused command is replaced by a statement that can do nothing but fail. The target then fails the
/// transaction, skips to the Sync and says when it is ready, exactly as it would for a mistake of the
/// client's.
final class UnitSender {
    /// No grammar of SQL accepts this.
    static final String REFUSED = "portcullis: refused";
    private static final String REFUSED_NAME = "portcullis_refused";

    private final GatewaySession session;
    private final Upstream upstream;
    private final Replies replies;
    private final Deadlines deadlines;
    private final WireWriter writer = new WireWriter();

    UnitSender(GatewaySession session, Upstream upstream, Replies replies, Deadlines deadlines) {
        this.session = session;
        this.upstream = upstream;
        this.replies = replies;
        this.deadlines = deadlines;
    }

    /// @param grants one per [Step.Run], in order
    void send(ClientUnit unit, List<Step> steps, List<Grant> grants) {
        boolean simple = isSimple(unit);
        Iterator<Grant> granted = grants.iterator();
        Set<PreparedStatement> described = new HashSet<>();
        for (Step step : steps) {
            switch (step) {
                case Step.Relay(var frame, var owed) -> {
                    upstream.relay(Unpooled.wrappedBuffer(frame));
                    owe(owed, described);
                }
                case Step.Prepare(var _, var _, var frame, var owed) -> {
                    upstream.relay(Unpooled.wrappedBuffer(frame));
                    owe(owed, described);
                }
                case Step.Run run -> run(run, granted.next());
                case Step.Execute execute -> execute(execute, described);
                case Step.Refuse refuse -> refuse(refuse, simple);
            }
        }
        if (simple) {
            replies.owe(new Owed.Ready());
        } else if (!UnitPlanner.isEnd(unit.items().getLast())) {
            write(new FrontendMessage.Flush());
        }
        upstream.flush();
    }

    private void owe(@Nullable Owed owed, Set<PreparedStatement> described) {
        switch (owed) {
            case null -> {
                return;
            }
            case Owed.StatementDescribed(var statement) -> described.add(statement);
            case Owed.PortalDescribed(var portal, var _) -> {
                if (portal.prepared() != null) {
                    described.add(portal.prepared());
                }
            }
            default -> {}
        }
        replies.owe(owed);
    }

    private void run(Step.Run run, Grant grant) {
        CommandRequest command = run.command();
        session.audit().recording().line(RecordingLine.Kind.COMMAND, command.id(), List.of(command.text()));
        if (!command.parameters().isEmpty()) {
            session.audit().recording().line(RecordingLine.Kind.PARAMETERS, command.id(), command.parameters());
        }
        run.run().start(grant.obligations(), System.nanoTime());
        replies.opened(run.run());
        upstream.forward(grant, Unpooled.wrappedBuffer(run.frame()));
        replies.owe(run.owed());
        deadlines.watch(run.run());
    }

    private void execute(Step.Execute execute, Set<PreparedStatement> described) {
        Portal portal = execute.portal();
        CommandRun run = portal.run();
        PreparedStatement prepared = portal.prepared();
        boolean masked = run != null && !run.obligations().masks().isEmpty();
        if (masked && prepared != null && !prepared.isDescribed() && described.add(prepared)) {
            // Rows cannot be masked by their order alone: ask what they are.
            write(new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, execute.name()));
            replies.owe(new Owed.PortalDescribed(portal, false));
        }
        upstream.relay(Unpooled.wrappedBuffer(execute.frame()));
        replies.owe(new Owed.Executed(portal));
    }

    private void refuse(Step.Refuse refuse, boolean simple) {
        if (refuse.refusal() != null) {
            if (refuse.command() != null) {
                session.audit().refused(refuse.command(), refuse.refusal());
            } else {
                session.audit().refused(refuse.what(), refuse.refusal());
            }
            String id = refuse.command() == null ? "" : refuse.command().id();
            session.audit().recording().line(RecordingLine.Kind.COMMAND, id, List.of(refuse.what()));
            session.audit()
                    .recording()
                    .line(
                            RecordingLine.Kind.REFUSED,
                            id,
                            List.of(refuse.answer().fields().message()));
        }
        write(
                simple
                        ? new FrontendMessage.Query(REFUSED)
                        : new FrontendMessage.Parse(REFUSED_NAME, REFUSED, List.of()));
        replies.owe(new Owed.Refused(refuse.answer()));
    }

    /// Nothing was forwarded by these grants, and that is what becomes of their commands.
    void notForwarded(List<Grant> grants) {
        for (Grant grant : grants) {
            session.audit()
                    .outcome(new SessionAudit.Outcome(
                            grant.command().id(), SessionAudit.Ending.CANCELLED, "", 0, 0, 0, "", List.of()));
        }
    }

    private void write(FrontendMessage message) {
        writer.clear();
        FrontendEncoder.encode(message, writer);
        upstream.relay(Unpooled.copiedBuffer(writer.written()));
    }

    private static boolean isSimple(ClientUnit unit) {
        return switch (unit.items().getFirst()) {
            case ClientUnit.Item.TooLarge(var simple, var _) -> simple;
            case ClientUnit.Item.Message(var message, var _) ->
                message instanceof FrontendMessage.Query || message instanceof FrontendMessage.FunctionCall;
        };
    }
}
