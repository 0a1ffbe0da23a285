// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// The client's side of an open session: hands everything to the session.
final class ClientHandler extends ChannelInboundHandlerAdapter {
    private final PostgresSession session;

    ClientHandler(PostgresSession session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.clientSent((ByteBuf) message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.clientLost();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.clientWritable(ctx.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.clientLost();
    }
}
