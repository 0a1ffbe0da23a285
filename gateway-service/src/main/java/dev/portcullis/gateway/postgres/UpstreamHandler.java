// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// The target's side of an open session: hands everything to the session.
final class UpstreamHandler extends ChannelInboundHandlerAdapter {
    private final PostgresSession session;

    UpstreamHandler(PostgresSession session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.upstreamSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.upstreamPaused();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.upstreamLost();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.upstreamWritable(ctx.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.upstreamLost();
    }
}
