// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.BackendEncoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/// What goes to the client. Writes on the session's event loop only; nothing leaves before [#flush].
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class ClientOutput {
    private final Channel channel;
    private final JoinedWrites writes;
    private final WireWriter writer = new WireWriter();

    ClientOutput(Channel channel) {
        this.channel = channel;
        this.writes = new JoinedWrites(channel);
    }

    void send(BackendMessage message) {
        writer.clear();
        BackendEncoder.encode(message, writer);
        writes.write(Unpooled.copiedBuffer(writer.written()));
    }

    /// Passes bytes of the target on as they are; takes the buffer over.
    void relay(ByteBuf bytes) {
        writes.write(bytes);
    }

    void flush() {
        writes.flush();
    }

    /// The last words: the connection is closed when they are out.
    void sendAndClose(BackendMessage message) {
        send(message);
        writes.flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
