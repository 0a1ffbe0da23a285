// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.tls.TargetTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for PostgreSQL clients.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class PostgresListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresListener.class);
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final Transport transport;
    private final ListenerParts parts;
    private final Observations observations;
    private @Nullable Channel channel;

    PostgresListener(Transport transport, ListenerParts parts, Observations observations) {
        this.observations = observations;
        this.transport = transport;
        this.parts = parts;
    }

    /// Binds the port, or says that somebody else has it.
    void start() {
        PostgresListenerProperties properties = parts.properties();
        channel = new ServerBootstrap()
                .group(transport.loops())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client);
                    }
                })
                .bind(properties.address(), properties.port())
                .syncUninterruptibly()
                .channel();
        observations.start();
        log.atInfo()
                .addKeyValue("address", properties.address())
                .addKeyValue("port", port())
                .addKeyValue("transport", transport.name())
                .addKeyValue("tls", TargetTls.provider())
                .log("listening for PostgreSQL clients");
    }

    private void accept(Channel client) {
        // A caller that has proven nothing yet gets no more than its share of what there is.
        if (parts.handshakes().get() >= parts.properties().maxHandshakes()) {
            client.close();
            return;
        }
        client.pipeline().addLast(new ClientHandshake(parts));
    }

    /// Where this process itself reaches it.
    InetSocketAddress localAddress() {
        InetSocketAddress bound = bound();
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }

    /// The port that is listened on.
    int port() {
        return bound().getPort();
    }

    private InetSocketAddress bound() {
        Channel bound = channel;
        if (bound == null) {
            throw new IllegalStateException("not listening");
        }
        return (InetSocketAddress) bound.localAddress();
    }

    /// What looks for sessions that went past the gateway.
    Observations observations() {
        return observations;
    }

    /// Takes no more callers, ends the sessions there are, and waits for their last words to be out.
    @Override
    public void close() {
        if (channel != null) {
            channel.close().syncUninterruptibly();
        }
        observations.close();
        parts.sessions().endAll("the gateway stops");
        transport.loops().shutdownGracefully(100, 5_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
}
