// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.StartupPacket;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Asks a target for TLS and completes when it is up and the target's certificate is right. There is no way on
/// without.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class UpstreamTls extends ChannelInboundHandlerAdapter {
    private final Target target;
    private final Duration timeout;
    private final Promise<Channel> secured;

    UpstreamTls(Target target, Duration timeout, Promise<Channel> secured) {
        this.target = target;
        this.timeout = timeout;
        this.secured = secured;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        WireWriter out = new WireWriter();
        FrontendEncoder.encode(new StartupPacket.SslRequest(), out);
        ctx.writeAndFlush(Unpooled.copiedBuffer(out.written()));
        ctx.executor().schedule(() -> fail(ctx, "no TLS in time"), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf answer = (ByteBuf) message;
        try {
            // Anything behind the one byte came unencrypted from who knows whom.
            if (answer.readableBytes() != 1 || answer.getByte(answer.readerIndex()) != 'S') {
                fail(ctx, "the target does not offer TLS");
                return;
            }
            startTls(ctx);
        } finally {
            answer.release();
        }
    }

    private void startTls(ChannelHandlerContext ctx) {
        SslHandler tls = target.tls().newHandler(ctx.alloc(), target.serverName(), target.port());
        tls.setHandshakeTimeoutMillis(timeout.toMillis());
        ctx.pipeline().addFirst(tls);
        tls.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                ctx.pipeline().remove(this);
                if (!secured.trySuccess(ctx.channel())) {
                    ctx.close();
                }
            } else {
                secured.tryFailure(new UpstreamUnavailable("TLS with the target failed", handshake.cause()));
                ctx.close();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, "the target closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        secured.tryFailure(new UpstreamUnavailable("connection to the target failed", cause));
        ctx.close();
    }

    private void fail(ChannelHandlerContext ctx, String why) {
        if (secured.tryFailure(new UpstreamUnavailable(Refusal.Dependency.TARGET, why))) {
            ctx.close();
        }
    }
}
