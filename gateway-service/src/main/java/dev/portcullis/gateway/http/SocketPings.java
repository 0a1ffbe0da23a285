// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/// Answers pings at once, also while people decide on a message, but only for as long as the answers are
/// read. Not every ping needs one (RFC 6455, 5.5.3), and those that pile up would be kept in memory.
final class SocketPings extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof PingWebSocketFrame ping)) {
            context.fireChannelRead(message);
            return;
        }
        if (context.channel().isWritable()) {
            var _ = context.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else {
            ReferenceCountUtil.release(ping);
        }
        context.read();
    }
}
