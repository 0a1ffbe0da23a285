// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A target on loopback that speaks HTTP/2, frame by frame as a test says, to whoever agrees to it within TLS.
final class TwoTarget implements AutoCloseable {
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    /// The codes with which streams were reset by the other side.
    final BlockingQueue<Long> resets = new LinkedBlockingQueue<>();
    /// Bytes of answers that have left.
    final AtomicLong written = new AtomicLong();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService answering = Executors.newVirtualThreadPerTaskExecutor();
    private final Channel channel;
    private volatile Answer answer = Answer.json("{}");

    /// @param agreed what the target takes, the best first
    TwoTarget(X509Bundle certificate, String... agreed) throws Exception {
        SslContext tls = SslContextBuilder.forServer(
                        certificate.getKeyPair().getPrivate(), certificate.getCertificatePath())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        List.of(agreed)))
                .build();
        channel = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(tls.newHandler(child.alloc()), new Agreement());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void answers(Answer next) {
        answer = next;
    }

    void reset() {
        seen.clear();
        resets.clear();
        answer = Answer.json("{}");
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        var _ = loops.shutdownGracefully();
        answering.shutdownNow();
    }

    /// What the target says.
    interface Answer {
        void to(Stream stream) throws Exception;

        static Answer json(String body) {
            return stream -> {
                stream.headers(200, "content-type", "application/json");
                stream.data(body, true);
            };
        }
    }

    /// A request as it arrived.
    ///
    /// @param line the connection that it came on
    record Seen(String protocol, Http2Headers headers, String body, String line) {
        @Nullable
        String header(String name) {
            CharSequence value = headers.get(name);
            return value == null ? null : value.toString();
        }
    }

    /// Where an answer goes.
    final class Stream {
        private final Channel channel;

        Stream(Channel channel) {
            this.channel = channel;
        }

        /// @param pairs names and values
        void headers(int status, String... pairs) {
            Http2Headers headers = new DefaultHttp2Headers(false).status(Integer.toString(status));
            for (int i = 0; i < pairs.length; i += 2) {
                headers.add(pairs[i], pairs[i + 1]);
            }
            write(new DefaultHttp2HeadersFrame(headers));
        }

        void data(String text, boolean last) {
            int length = text.length();
            var _ = channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, UTF_8), last))
                    .addListener(_ -> written.addAndGet(length));
        }

        void trailers(String name, String value) {
            write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add(name, value), true));
        }

        void reset(Http2Error error) {
            write(new DefaultHttp2ResetFrame(error));
        }

        /// No new streams on this connection.
        void goAway() {
            var _ = channel.parent().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }

        private void write(Object frame) {
            var _ = channel.writeAndFlush(frame);
        }
    }

    private final class Agreement extends ApplicationProtocolNegotiationHandler {
        Agreement() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                context.pipeline()
                        .addLast(Http2FrameCodecBuilder.forServer().build(), new Http2MultiplexHandler(new Two()));
            } else {
                context.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new One());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    private final class Two extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Request());
        }
    }

    private final class Request extends SimpleChannelInboundHandler<Object> {
        private final StringBuilder body = new StringBuilder();
        private Http2Headers headers = new DefaultHttp2Headers();

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame begin -> {
                    headers = begin.headers();
                    if (begin.isEndStream()) {
                        answer(context);
                    }
                }
                case Http2DataFrame data -> {
                    body.append(data.content().toString(UTF_8));
                    if (data.isEndStream()) {
                        answer(context);
                    }
                }
                default -> {}
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(reset.errorCode());
            }
        }

        private void answer(ChannelHandlerContext context) {
            seen.add(new Seen(
                    "h2",
                    headers,
                    body.toString(),
                    context.channel().parent().id().asShortText()));
            answering.execute(() -> {
                try {
                    answer.to(new Stream(context.channel()));
                } catch (Exception e) {
                    var _ = context.channel().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
                }
            });
        }
    }

    private final class One extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Http2Headers headers = new DefaultHttp2Headers(false);
            request.headers()
                    .forEach(header -> headers.add(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
            seen.add(new Seen(
                    "http/1.1",
                    headers,
                    request.content().toString(UTF_8),
                    context.channel().id().asShortText()));
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer("{\"one\":1}", UTF_8));
            response.headers()
                    .set("content-type", "application/json")
                    .set("content-length", response.content().readableBytes());
            var _ = context.writeAndFlush(response);
        }
    }
}
