// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.postgres.wire.BackendDecoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.CancelKey;
import dev.portcullis.postgres.wire.FrameLimits;
import dev.portcullis.postgres.wire.FrameScanner;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.ProtocolVersion;
import dev.portcullis.postgres.wire.ReportFields;
import dev.portcullis.postgres.wire.StartupPacket;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Logs the gateway in at a target, with a startup packet of its own, and completes at the first ReadyForQuery.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class UpstreamLogin extends ChannelInboundHandlerAdapter {
    private final Target target;
    private final OwnLogins.Attempt attempt;
    private final Executor blocking;
    private final Promise<Upstream> upstream;
    private final FrameScanner scanner;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private @Nullable FrameBuffer frames;
    private @Nullable ScramLogin scram;
    private @Nullable CancelKey key;
    private boolean authenticated;

    UpstreamLogin(
            Target target, OwnLogins.Attempt attempt, int maxMessage, Executor blocking, Promise<Upstream> upstream) {
        this.target = target;
        this.attempt = attempt;
        this.blocking = blocking;
        this.upstream = upstream;
        this.scanner = FrameScanner.backend(new FrameLimits(64 << 10, maxMessage, FrameLimits.LARGEST));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames = new FrameBuffer(ctx.alloc());
        Map<String, String> startup = new LinkedHashMap<>();
        startup.put("user", target.credential().user());
        startup.put("database", target.database());
        startup.putAll(target.settings());
        write(ctx, out -> FrontendEncoder.encode(new StartupPacket.StartupMessage(ProtocolVersion.V3_0, startup), out));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        FrameBuffer arrived = frames;
        if (arrived == null) {
            ((ByteBuf) message).release();
            return;
        }
        arrived.add((ByteBuf) message);
        try {
            ByteBuffer view = arrived.view();
            while (!upstream.isDone() && scanner.readHeader(view) && view.remaining() >= scanner.frameLength()) {
                BackendMessage decoded = BackendDecoder.decode(scanner.type(), scanner.body(view));
                view.position(view.position() + scanner.frameLength());
                arrived.skip(scanner.frameLength());
                on(ctx, decoded);
            }
        } catch (WireException e) {
            fail(ctx, new UpstreamUnavailable("the target does not speak PostgreSQL", e));
        }
    }

    private void on(ChannelHandlerContext ctx, BackendMessage message) throws WireException {
        switch (message) {
            case BackendMessage.AuthenticationOk _ -> authenticated(ctx);
            case BackendMessage.AuthenticationSasl sasl -> startScram(ctx, sasl);
            case BackendMessage.AuthenticationSaslContinue(var text) -> continueScram(ctx, text);
            case BackendMessage.AuthenticationSaslFinal(var text) -> finishScram(ctx, text);
            case BackendMessage.Authentication _ ->
                fail(ctx, "the target wants a login other than SCRAM", Refusal.Dependency.CREDENTIAL);
            case BackendMessage.ParameterStatus(var name, var value) -> parameters.put(name, value);
            case BackendMessage.BackendKeyData(var cancelKey) -> key = cancelKey;
            case BackendMessage.ErrorResponse(var report) -> refused(ctx, report);
            case BackendMessage.NoticeResponse _ -> {}
            case BackendMessage.ReadyForQuery _ -> ready(ctx);
            default -> throw new WireException(WireException.PROTOCOL_VIOLATION, "unexpected message during login");
        }
    }

    private void startScram(ChannelHandlerContext ctx, BackendMessage.AuthenticationSasl sasl) {
        ScramLogin login = new ScramLogin(target.credential(), ctx.pipeline().get(SslHandler.class));
        scram = login;
        offLoop(
                ctx,
                () -> login.start(sasl.mechanisms()),
                first -> write(ctx, out -> FrontendEncoder.saslInitialResponse(first, out)));
    }

    private void continueScram(ChannelHandlerContext ctx, String text) throws WireException {
        ScramLogin login = started();
        offLoop(ctx, () -> login.proof(text), proof -> write(ctx, out -> FrontendEncoder.saslResponse(proof, out)));
    }

    private void finishScram(ChannelHandlerContext ctx, String text) throws WireException {
        try {
            started().verify(text);
        } catch (UpstreamUnavailable e) {
            fail(ctx, e);
        }
    }

    private ScramLogin started() throws WireException {
        ScramLogin login = scram;
        if (login == null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "SASL message out of order");
        }
        return login;
    }

    private void authenticated(ChannelHandlerContext ctx) {
        // A target that says Ok in the middle of SCRAM has not proven that it knows the password.
        if (scram != null && !scram.isVerified()) {
            fail(ctx, "the target did not finish its login", Refusal.Dependency.TARGET);
            return;
        }
        authenticated = true;
    }

    private void ready(ChannelHandlerContext ctx) throws WireException {
        if (!authenticated || key == null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "ready before login");
        }
        if (!"UTF8".equals(parameters.get("client_encoding"))
                || !"on".equals(parameters.get("standard_conforming_strings"))) {
            fail(ctx, "the target does not keep the encoding and quoting it was told", Refusal.Dependency.TARGET);
            return;
        }
        ctx.channel().config().setAutoRead(false);
        ctx.pipeline().remove(this);
        TargetLogin login = attempt.succeeded(key.processId(), ctx.channel());
        upstream.trySuccess(new Upstream(ctx.channel(), target, login, key, parameters));
    }

    private void refused(ChannelHandlerContext ctx, ReportFields report) {
        boolean credential = report.sqlState().startsWith("28");
        fail(
                ctx,
                "the target refused the login with SQLSTATE " + report.sqlState(),
                credential ? Refusal.Dependency.CREDENTIAL : Refusal.Dependency.TARGET);
    }

    private <T> void offLoop(ChannelHandlerContext ctx, ScramStep<T> step, Consumer<T> then) {
        blocking.execute(() -> {
            try {
                T result = step.run();
                ctx.executor().execute(() -> then.accept(result));
            } catch (UpstreamUnavailable e) {
                ctx.executor().execute(() -> fail(ctx, e));
            }
        });
    }

    private static void write(ChannelHandlerContext ctx, Consumer<WireWriter> message) {
        WireWriter out = new WireWriter();
        message.accept(out);
        ctx.writeAndFlush(Unpooled.copiedBuffer(out.written()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, "the target closed the connection during login", Refusal.Dependency.TARGET);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, new UpstreamUnavailable("connection to the target failed", cause));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (frames != null) {
            frames.release();
        }
    }

    private void fail(ChannelHandlerContext ctx, String why, Refusal.Dependency dependency) {
        fail(ctx, new UpstreamUnavailable(dependency, why));
    }

    private void fail(ChannelHandlerContext ctx, UpstreamUnavailable why) {
        upstream.tryFailure(why);
        ctx.close();
    }

    private interface ScramStep<T> {
        T run() throws UpstreamUnavailable;
    }
}
