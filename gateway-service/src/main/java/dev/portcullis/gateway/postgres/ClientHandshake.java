// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrameLimits;
import dev.portcullis.postgres.wire.FrameScanner;
import dev.portcullis.postgres.wire.FrontendDecoder;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.StartupPacket;
import dev.portcullis.postgres.wire.StartupScanner;
import dev.portcullis.postgres.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection until its session is open: TLS first, then the startup packet, then the token; nothing is
/// asked of a client that could still be overheard.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class ClientHandshake extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ClientHandshake.class);
    private static final String TLS = "tls";
    private static final int MAX_PIPELINED = 64 << 10;

    private final ListenerParts parts;
    private final FrameScanner passwords = FrameScanner.frontend(new FrameLimits(64 << 10, 64 << 10, 64 << 10));
    private @Nullable FrameBuffer frames;
    private Phase phase = Phase.PLAIN;
    private boolean direct;
    private boolean gssAnswered;
    private @Nullable StartupParameters startup;
    private @Nullable ScheduledFuture<?> timeout;

    ClientHandshake(ListenerParts parts) {
        this.parts = parts;
    }

    private enum Phase {
        /// before TLS
        PLAIN,
        /// the TLS handshake runs
        SECURING,
        /// TLS is up, the startup packet is awaited
        STARTUP,
        /// the token is awaited
        PASSWORD,
        /// the door and the target are asked
        OPENING,
        /// a session has taken over, or there will be none
        DONE
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames = new FrameBuffer(ctx.alloc());
        parts.handshakes().incrementAndGet();
        timeout = ctx.executor()
                .schedule(
                        () -> timeOut(ctx),
                        parts.properties().handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        parts.handshakes().decrementAndGet();
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (frames != null) {
            frames.release();
        }
    }

    private void timeOut(ChannelHandlerContext ctx) {
        if (phase != Phase.DONE) {
            end(ctx, PostgresRefusals.fatal("57014", "Portcullis: the connection was not opened in time", ""));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        FrameBuffer arrived = frames;
        if (arrived == null || phase == Phase.DONE) {
            ((ByteBuf) message).release();
            return;
        }
        arrived.add((ByteBuf) message);
        try {
            advance(ctx, arrived);
        } catch (WireException e) {
            refuseGarbage(ctx, e);
        }
    }

    private void advance(ChannelHandlerContext ctx, FrameBuffer arrived) throws WireException {
        boolean more = true;
        while (more && arrived.length() > 0) {
            more = switch (phase) {
                case PLAIN -> plain(ctx, arrived);
                case STARTUP -> startupPacket(ctx, arrived);
                case PASSWORD -> password(ctx, arrived);
                case SECURING -> throw new WireException(WireException.PROTOCOL_VIOLATION, "data before TLS");
                case OPENING -> pipelined(arrived);
                case DONE -> false;
            };
        }
    }

    private static boolean pipelined(FrameBuffer arrived) throws WireException {
        if (arrived.length() > MAX_PIPELINED) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "data before the session is ready");
        }
        return false;
    }

    private boolean plain(ChannelHandlerContext ctx, FrameBuffer arrived) throws WireException {
        ByteBuffer view = arrived.view();
        if (StartupScanner.startsWithTls(view)) {
            direct = true;
            startTls(ctx);
            // The handshake's own bytes go through the new handler, which comes before this one.
            ctx.pipeline().fireChannelRead(arrived.drain());
            return false;
        }
        Optional<StartupPacket> packet = StartupScanner.read(view);
        if (packet.isEmpty()) {
            return false;
        }
        arrived.skip(view.position());
        switch (packet.get()) {
            case StartupPacket.SslRequest _ -> sslRequest(ctx, arrived);
            case StartupPacket.GssEncryptionRequest _ -> gssRequest(ctx, arrived);
            case StartupPacket.CancelRequest cancel -> cancel(ctx, cancel);
            case StartupPacket.StartupMessage _ ->
                end(
                        ctx,
                        PostgresRefusals.fatal(
                                "28000",
                                "Portcullis: TLS is required",
                                "Connect with sslmode=verify-full (or require); no password was asked for."));
        }
        return phase == Phase.PLAIN;
    }

    private void sslRequest(ChannelHandlerContext ctx, FrameBuffer arrived) throws WireException {
        // A client waits for the answer. What came with the request was put there by somebody else.
        requireNothingElse(arrived);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'S'}));
        startTls(ctx);
    }

    private void gssRequest(ChannelHandlerContext ctx, FrameBuffer arrived) throws WireException {
        requireNothingElse(arrived);
        if (gssAnswered) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "GSS encryption requested twice");
        }
        gssAnswered = true;
        ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'}));
    }

    private static void requireNothingElse(FrameBuffer arrived) throws WireException {
        if (arrived.length() > 0) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "unencrypted data after an encryption request");
        }
    }

    private void startTls(ChannelHandlerContext ctx) {
        phase = Phase.SECURING;
        SslHandler tls = parts.tls().server().newHandler(ctx.alloc());
        tls.setHandshakeTimeoutMillis(parts.properties().handshakeTimeout().toMillis());
        ctx.pipeline().addBefore(ctx.name(), TLS, tls);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && phase == Phase.SECURING) {
            SslHandler tls = (SslHandler) ctx.pipeline().get(TLS);
            boolean wrongProtocol = direct && !TlsContexts.ALPN.equals(tls.applicationProtocol());
            if (!handshake.isSuccess() || wrongProtocol) {
                phase = Phase.DONE;
                ctx.close();
            } else {
                phase = Phase.STARTUP;
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private boolean startupPacket(ChannelHandlerContext ctx, FrameBuffer arrived) throws WireException {
        ByteBuffer view = arrived.view();
        Optional<StartupPacket> packet = StartupScanner.read(view);
        if (packet.isEmpty()) {
            return false;
        }
        arrived.skip(view.position());
        switch (packet.get()) {
            case StartupPacket.CancelRequest cancel -> cancel(ctx, cancel);
            case StartupPacket.StartupMessage message -> startup(ctx, message);
            case StartupPacket.SslRequest _, StartupPacket.GssEncryptionRequest _ ->
                throw new WireException(WireException.PROTOCOL_VIOLATION, "encryption requested twice");
        }
        return phase == Phase.PASSWORD;
    }

    private void startup(ChannelHandlerContext ctx, StartupPacket.StartupMessage message) {
        try {
            StartupParameters accepted = StartupParameters.of(message);
            startup = accepted;
            phase = Phase.PASSWORD;
            ClientOutput out = new ClientOutput(ctx.channel());
            if (accepted.negotiate()) {
                out.send(new BackendMessage.NegotiateProtocolVersion(
                        accepted.version().minor(), accepted.unknownOptions()));
            }
            out.send(new BackendMessage.AuthenticationCleartextPassword());
            out.flush();
        } catch (StartupRefused e) {
            end(ctx, PostgresRefusals.fatal(e.sqlState(), "Portcullis: " + e.getMessage(), e.hint()));
        }
    }

    private boolean password(ChannelHandlerContext ctx, FrameBuffer arrived) throws WireException {
        ByteBuffer view = arrived.view();
        if (!passwords.readHeader(view) || view.remaining() < passwords.frameLength()) {
            return false;
        }
        FrontendMessage message = FrontendDecoder.decode(passwords.type(), passwords.body(view));
        switch (message) {
            case FrontendMessage.AuthenticationResponse response -> {
                String token = FrontendDecoder.password(response);
                arrived.skip(passwords.frameLength());
                open(ctx, token);
            }
            case FrontendMessage.Terminate _ -> {
                phase = Phase.DONE;
                ctx.close();
            }
            default -> throw new WireException(WireException.PROTOCOL_VIOLATION, "a password was expected");
        }
        return phase == Phase.OPENING;
    }

    private void open(ChannelHandlerContext ctx, String token) {
        StartupParameters accepted = startup;
        if (accepted == null) {
            throw new IllegalStateException("no startup packet");
        }
        phase = Phase.OPENING;
        SessionDoor.Knock knock = parts.tickets().knock("postgres", address(ctx), accepted.connection(), token);
        new SessionOpening(parts, ctx.channel(), accepted, new SessionOpening.Outcome() {
                    @Override
                    public void opened(PostgresSession session) {
                        handOver(ctx, session);
                    }

                    @Override
                    public void refused(BackendMessage.ErrorResponse why) {
                        end(ctx, why);
                    }
                })
                .start(knock);
    }

    private void handOver(ChannelHandlerContext ctx, PostgresSession session) {
        if (phase != Phase.OPENING) {
            // The handshake's time was up first.
            session.clientLost();
            return;
        }
        FrameBuffer arrived = frames;
        phase = Phase.DONE;
        ByteBuf early = arrived == null ? Unpooled.EMPTY_BUFFER : arrived.drain();
        ctx.pipeline().replace(this, "session", new ClientHandler(session));
        session.start(early);
    }

    private void cancel(ChannelHandlerContext ctx, StartupPacket.CancelRequest cancel) {
        phase = Phase.DONE;
        if (!parts.cancels().cancel(cancel.key())) {
            log.atInfo().addKeyValue("client", address(ctx)).log("cancel request with an unknown key");
        }
        ctx.close();
    }

    private void refuseGarbage(ChannelHandlerContext ctx, WireException e) {
        log.atInfo()
                .addKeyValue("client", address(ctx))
                .addKeyValue("cause", e.getMessage())
                .log("connection refused");
        end(ctx, PostgresRefusals.fatal(e.sqlState(), "Portcullis: " + e.getMessage(), ""));
    }

    private void end(ChannelHandlerContext ctx, BackendMessage.ErrorResponse why) {
        phase = Phase.DONE;
        new ClientOutput(ctx.channel()).sendAndClose(why);
    }

    private static String address(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.atDebug().setCause(cause).addKeyValue("client", address(ctx)).log("connection failed");
        phase = Phase.DONE;
        ctx.close();
    }
}
