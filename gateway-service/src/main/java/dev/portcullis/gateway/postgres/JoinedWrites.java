// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/// Writes to a channel of which small ones next to each other become one: each has to go through the whole pipeline,
/// which for a few bytes is all that they cost. On the channel's event loop only; nothing leaves before [#flush].
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class JoinedWrites {
    /// In bytes; what is longer is not copied.
    private static final int SMALL = 2_048;
    /// So much goes on its way before it is flushed: the channel counts it only then.
    private static final int MOST = 16 << 10;

    private final Channel channel;
    /// On the heap, so that it is no loss if the channel goes away; empty most of the time.
    private ByteBuf joined = Unpooled.EMPTY_BUFFER;

    JoinedWrites(Channel channel) {
        this.channel = channel;
    }

    /// Takes the bytes over.
    void write(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length > SMALL) {
            writeJoined();
            channel.write(bytes);
            return;
        }
        if (joined.readableBytes() + length > MOST) {
            writeJoined();
        }
        if (!joined.isReadable()) {
            joined = Unpooled.buffer(Math.max(256, length));
        }
        joined.writeBytes(bytes);
        bytes.release();
    }

    void flush() {
        writeJoined();
        channel.flush();
    }

    private void writeJoined() {
        if (joined.isReadable()) {
            channel.write(joined);
            joined = Unpooled.EMPTY_BUFFER;
        }
    }
}
