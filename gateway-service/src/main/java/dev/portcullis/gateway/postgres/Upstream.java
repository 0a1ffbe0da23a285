// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Grant;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.postgres.wire.CancelKey;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A connection to a target that is logged in. What can have an effect at the target takes a [Grant]; what
/// cannot is relayed without one.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class Upstream {
    private final Channel channel;
    private final JoinedWrites writes;
    private final Target target;
    private final TargetLogin login;
    private final CancelKey key;
    private final Map<String, String> parameters;

    Upstream(Channel channel, Target target, TargetLogin login, CancelKey key, Map<String, String> parameters) {
        this.channel = channel;
        this.writes = new JoinedWrites(channel);
        this.login = login;
        this.target = target;
        this.key = key;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /// Sends a command. Its intent is on durable record: the grant is the proof.
    void forward(Grant grant, ByteBuf message) {
        grant.use();
        writes.write(message);
    }

    /// Sends what cannot have an effect by itself: Parse, Describe, Close, Sync, Flush, more rows of a portal
    /// whose Bind was granted, data of a COPY that was granted, and statements made to fail.
    void relay(ByteBuf message) {
        writes.write(message);
    }

    void flush() {
        writes.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    Channel channel() {
        return channel;
    }

    Target target() {
        return target;
    }

    /// What the target knows this connection by.
    TargetLogin login() {
        return login;
    }

    CancelKey key() {
        return key;
    }

    /// The target's run-time parameters at login.
    Map<String, String> parameters() {
        return parameters;
    }

    void close() {
        channel.close();
    }

    /// Says goodbye, so that the target does not log a lost connection.
    void terminate() {
        writes.flush();
        WireWriter out = new WireWriter(8);
        FrontendEncoder.encode(new FrontendMessage.Terminate(), out);
        channel.writeAndFlush(Unpooled.copiedBuffer(out.written())).addListener(ChannelFutureListener.CLOSE);
    }
}
