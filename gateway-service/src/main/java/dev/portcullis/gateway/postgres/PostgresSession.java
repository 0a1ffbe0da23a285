// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.CancelKey;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.TransactionStatus;
import dev.portcullis.postgres.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open session: keeps the order of things. One unit at a time goes through the [UnitPipeline]; the next begins
/// when the target has answered all of it. Lives on the client's event loop, and so does its target connection.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class PostgresSession implements Replies.Listener {
    private static final Logger log = LoggerFactory.getLogger(PostgresSession.class);
    /// Read ahead while a unit runs, so that a client that goes away is noticed; beyond this it has to wait.
    private static final int READ_AHEAD = 256 << 10;

    private final ListenerParts parts;
    private final GatewaySession session;
    private final StartupParameters startup;
    private final Channel client;
    private final EventLoop loop;
    private final Upstream upstream;
    private final ClientOutput out;
    private final ClientReader reader;
    private final Results results;
    private final Replies replies;
    private final UpstreamReader upstreamReader;
    private final UnitPipeline units;
    private final CancelKey cancelKey;
    private final SessionTimers timers;
    private boolean busy;
    private boolean copyIn;
    private boolean ending;
    private boolean over;

    PostgresSession(
            ListenerParts parts, GatewaySession session, StartupParameters startup, Channel client, Upstream upstream) {
        this.parts = parts;
        this.session = session;
        this.startup = startup;
        this.client = client;
        this.loop = client.eventLoop();
        this.upstream = upstream;
        StatementTable table = new StatementTable();
        int maxMessage = (int) parts.properties().maxMessage().toBytes();
        this.out = new ClientOutput(client);
        this.reader =
                new ClientReader(client.alloc(), maxMessage, parts.properties().maxUnitMessages());
        this.results = new Results(session, parts.masking(), out, this::cancelUpstream, this::endFull);
        SearchPath searchPath = new SearchPath();
        this.replies = new Replies(session, table, results, upstream.parameters(), searchPath, this);
        this.upstreamReader = new UpstreamReader(client.alloc(), maxMessage, replies, results, out);
        UnitSender sender = new UnitSender(session, upstream, replies, new Deadlines(loop, this::cancelUpstream));
        this.units = new UnitPipeline(parts, session, upstream, table, searchPath, sender, out, loop, new UnitOwner());
        this.cancelKey = parts.cancels().register(startup.version(), () -> loop.execute(this::cancelled));
        this.timers = new SessionTimers(loop, parts.clock(), this::end);
    }

    /// The client is told that it is ready.
    ///
    /// @param early what it has sent already
    void start(ByteBuf early) {
        parts.sessions().add(session, why -> loop.execute(() -> end(why)));
        timers.start(session.identity().expiresAt(), parts.properties().idleTimeout());
        out.send(new BackendMessage.AuthenticationOk());
        ReportedParameters.atStart(upstream.parameters(), startup)
                .forEach((name, value) -> out.send(new BackendMessage.ParameterStatus(name, value)));
        out.send(new BackendMessage.BackendKeyData(cancelKey));
        out.send(new BackendMessage.ReadyForQuery(TransactionStatus.IDLE));
        out.flush();
        upstream.channel().pipeline().addLast(new UpstreamHandler(this));
        upstream.channel().config().setAutoRead(true);
        if (upstream.channel().isActive()) {
            clientSent(early);
        } else {
            early.release();
            upstreamLost();
        }
    }

    void clientSent(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        timers.touch();
        reader.add(bytes);
        readClient();
    }

    private void readClient() {
        try {
            while (!over && ((copyIn || reader.isInsideCopyData()) ? relayCopy() : nextUnit())) {
                // Until nothing is left to do.
            }
        } catch (WireException e) {
            endWith(
                    PostgresRefusals.fatal(e.sqlState(), "Portcullis: " + e.getMessage(), ""),
                    "the client broke the protocol");
        }
        // A busy session only reads ahead; a target that does not take data stops it at once.
        client.config().setAutoRead(!over && (busy ? reader.length() < READ_AHEAD : upstream.isWritable()));
    }

    private boolean nextUnit() throws WireException {
        if (busy || ending) {
            return false;
        }
        ClientUnit unit = reader.next();
        if (unit == null) {
            return false;
        }
        if (isTermination(unit)) {
            finish("the client ended it");
        } else if (!replies.isSkippingToSync()) {
            busy = true;
            units.run(unit);
        } else if (UnitPlanner.isEnd(unit.items().getLast())) {
            busy = true;
            units.run(new ClientUnit(List.of(unit.items().getLast())));
        }
        return true;
    }

    private static boolean isTermination(ClientUnit unit) {
        return unit.items().getFirst() instanceof ClientUnit.Item.Message(var message, var _)
                && message instanceof FrontendMessage.Terminate;
    }

    /// If everything that was owed has come, the next unit may begin.
    private void settle() {
        if (busy && replies.isSettled()) {
            busy = false;
            readClient();
        }
    }

    private boolean relayCopy() throws WireException {
        if (!upstream.isWritable()) {
            return false;
        }
        ClientReader.CopyPiece piece = reader.nextCopyPiece();
        switch (piece) {
            case null -> {
                upstream.flush();
                return false;
            }
            case ClientReader.CopyPiece.Data(var bytes) -> upstream.relay(bytes);
            case ClientReader.CopyPiece.Ended(var frame) -> {
                upstream.relay(Unpooled.wrappedBuffer(frame));
                upstream.flush();
                copyIn = false;
            }
            case ClientReader.CopyPiece.Terminated _ -> finish("the client ended it");
        }
        return true;
    }

    @Override
    public void copyIn(boolean on) {
        copyIn = on;
        if (on) {
            loop.execute(this::readClient);
        }
    }

    @Override
    public void catalogueChanged() {
        parts.readings().outdated(session.connection().name());
    }

    void upstreamSent(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        timers.touch();
        try {
            upstreamReader.read(bytes);
            settle();
        } catch (WireException e) {
            log.atError()
                    .addKeyValue("session", session.id())
                    .addKeyValue("cause", e.getMessage())
                    .log("session closed, the target's answers cannot be trusted");
            endWith(
                    PostgresRefusals.fatal(e.sqlState(), "Portcullis: session closed: " + e.getMessage(), ""),
                    "the target's answers could not be followed: " + e.getMessage());
        }
    }

    void upstreamPaused() {
        out.flush();
    }

    void upstreamWritable(boolean writable) {
        if (writable && !over) {
            readClient();
        }
    }

    void clientWritable(boolean writable) {
        upstream.channel().config().setAutoRead(writable);
    }

    /// A cancel request with this session's key has come in.
    private void cancelled() {
        if (over) {
            return;
        }
        if (!units.callOffHold(new Refusal.Cancelled()) && !replies.isSettled()) {
            cancelUpstream();
        }
    }

    private void cancelUpstream() {
        parts.upstreams().cancel(upstream.target(), upstream.key(), loop);
    }

    void clientLost() {
        if (over) {
            return;
        }
        if (!replies.isSettled()) {
            cancelUpstream();
        }
        replies.abandon(SessionAudit.Ending.CLIENT_LOST);
        finish("the client went away");
    }

    void upstreamLost() {
        if (over) {
            return;
        }
        replies.abandon(SessionAudit.Ending.TARGET_LOST);
        endWith(
                PostgresRefusals.fatal(new Refusal.Unavailable(Refusal.Dependency.TARGET)),
                "the connection to the target was lost");
    }

    /// Ends the session from outside: killed, expired, idle.
    private void end(String why) {
        if (over) {
            return;
        }
        if (!replies.isSettled()) {
            cancelUpstream();
        }
        endWith(PostgresRefusals.fatal(new Refusal.SessionOver(why)), why);
    }

    /// Ends the session because its recording has no room for what it does: what is being read is left first.
    private void endFull(Refusal.RecordingFull full) {
        ending = true;
        loop.execute(() -> {
            if (!over) {
                if (!replies.isSettled()) {
                    cancelUpstream();
                }
                endWith(PostgresRefusals.fatal(full), full.why());
            }
        });
    }

    private void endWith(BackendMessage.ErrorResponse lastWords, String why) {
        if (!over) {
            // On record first: whoever reads the last words finds them there.
            finish(why);
            out.sendAndClose(lastWords);
        }
    }

    private void finish(String why) {
        if (over) {
            return;
        }
        over = true;
        timers.stop();
        units.stop(why);
        parts.cancels().remove(cancelKey);
        parts.sessions().remove(session);
        try {
            replies.abandon(SessionAudit.Ending.CANCELLED);
            session.audit().recording().line(RecordingLine.Kind.NOTICE, "", List.of("session over: " + why));
            session.audit().ended(why);
        } finally {
            release(why);
        }
    }

    private void release(String why) {
        reader.release();
        upstreamReader.release();
        upstream.terminate();
        client.eventLoop().schedule(() -> client.close(), Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        if (!client.isActive() || why.equals("the client ended it")) {
            client.close();
        }
    }

    private final class UnitOwner implements UnitPipeline.Owner {
        @Override
        public void forwarded() {
            settle();
        }

        @Override
        public void full(Refusal.RecordingFull full) {
            endFull(full);
        }

        @Override
        public void broken(String why) {
            endWith(PostgresRefusals.fatal("XX000", "Portcullis: session closed: " + why, ""), why);
        }
    }
}
