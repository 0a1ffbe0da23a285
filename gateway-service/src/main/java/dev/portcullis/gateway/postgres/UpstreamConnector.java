// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.CancelKey;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.StartupPacket;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens connections to targets: TCP, TLS with the target's name checked, login with the gateway's own
/// credential.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class UpstreamConnector {
    private static final Logger log = LoggerFactory.getLogger(UpstreamConnector.class);

    private final Transport transport;
    private final OwnLogins logins;
    private final Duration timeout;
    private final int maxMessage;
    private final Executor blocking;

    /// @param logins where every login of this gateway is kept while it is open
    /// @param blocking for the login's key derivation, which takes milliseconds on purpose
    UpstreamConnector(Transport transport, OwnLogins logins, Duration timeout, int maxMessage, Executor blocking) {
        this.logins = logins;
        this.transport = transport;
        this.timeout = timeout;
        this.maxMessage = maxMessage;
        this.blocking = blocking;
    }

    /// Logs in. The future completes on the event loop; the new connection lives on it too.
    Future<Upstream> login(Target target, EventLoop loop) {
        Promise<Upstream> upstream = loop.newPromise();
        OwnLogins.Attempt attempt = logins.attempt(target);
        secured(target, loop).addListener((Future<Channel> secured) -> {
            if (secured.isSuccess()) {
                secured.getNow().pipeline().addLast(new UpstreamLogin(target, attempt, maxMessage, blocking, upstream));
            } else {
                upstream.setFailure(secured.cause());
            }
        });
        return upstream;
    }

    /// Asks the target to cancel what the connection with this key runs. Nobody is told whether it did.
    void cancel(Target target, CancelKey key, EventLoop loop) {
        secured(target, loop).addListener((Future<Channel> secured) -> {
            if (!secured.isSuccess()) {
                log.atWarn().setCause(secured.cause()).log("cancel request not delivered");
                return;
            }
            WireWriter out = new WireWriter();
            FrontendEncoder.encode(new StartupPacket.CancelRequest(key), out);
            secured.getNow()
                    .writeAndFlush(Unpooled.copiedBuffer(out.written()))
                    .addListener(ChannelFutureListener.CLOSE);
        });
    }

    private Future<Channel> secured(Target target, EventLoop loop) {
        Promise<Channel> secured = loop.newPromise();
        new Bootstrap()
                .group(loop)
                .channel(transport.clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new UpstreamTls(target, timeout, secured))
                .connect(target.host(), target.port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        secured.tryFailure(new UpstreamUnavailable("cannot connect", connected.cause()));
                    }
                });
        return secured;
    }
}
