// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLHandshakeException;

/// Looks at what a target has agreed to speak before anything is sent to it. Where it is HTTP/2, the connection is
/// given
/// a window as large as those of all its streams together: a caller who does not read its answer keeps its own stream
/// waiting, and nobody else's.
final class AgreedProtocol extends ChannelInboundHandlerAdapter {
    static final String NAME = "portcullis.agreed-protocol";
    /// How many requests one connection carries at once, unless the target wants fewer.
    static final int STREAMS = 100;
    /// How many bytes of one answer may be under way.
    static final int STREAM_WINDOW = 256 * 1024;

    private final boolean onlyTwo;

    /// @param onlyTwo whether a target that does not speak HTTP/2 gets nothing
    AgreedProtocol(boolean onlyTwo) {
        this.onlyTwo = onlyTwo;
    }

    /// Called when the handshake is over, and before the codec is chosen.
    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        boolean two = tls != null && ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
        if (onlyTwo && !two) {
            // A server of HTTP/1.1 could take our frames for requests.
            context.fireExceptionCaught(new SSLHandshakeException("the target does not speak HTTP/2"));
            var _ = context.close();
            return;
        }
        super.channelActive(context);
        if (two) {
            int more = STREAMS * STREAM_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
            var _ = context.pipeline()
                    .context(Http2MultiplexHandler.class)
                    .writeAndFlush(new DefaultHttp2WindowUpdateFrame(more));
        }
        context.pipeline().remove(this);
    }
}
