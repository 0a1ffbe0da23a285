// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.access.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Puts the messages of one side together from their frames (RFC 6455, 5.4). It sees the very first frame
/// too, which the target may send before the caller is there.
final class SocketFrames {
    private final int largest;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private boolean begun;
    private boolean isText;
    private boolean broken;

    /// @param largest how many bytes a message may have
    SocketFrames(int largest) {
        this.largest = largest;
    }

    /// The message that ends with this frame; null where more is to come, for frames that only keep the line
    /// open, and for all that come after one that was refused.
    ///
    /// @throws Refused the message is too large, or its frames are not in order
    @Nullable
    SocketMessage next(WebSocketFrame frame) {
        if (broken) {
            return null;
        }
        broken = true;
        SocketMessage whole = read(frame);
        broken = false;
        return whole;
    }

    private @Nullable SocketMessage read(WebSocketFrame frame) {
        if (frame.rsv() != 0) {
            // Compressed, most likely: what would be judged is not what the other side would read.
            throw Refused.notUnderstood("a frame of an extension that was not agreed on (RFC 6455, 5.2)");
        }
        boolean first = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        if (!first && !(frame instanceof ContinuationWebSocketFrame)) {
            return null;
        }
        if (first == begun) {
            throw Refused.notUnderstood("frames that are not in order (RFC 6455, 5.4)");
        }
        if (first) {
            isText = frame instanceof TextWebSocketFrame;
        }
        begun = !frame.isFinalFragment();
        add(frame.content());
        if (begun) {
            return null;
        }
        SocketMessage whole = new SocketMessage(isText, new Payload(pieces.toByteArray()));
        pieces.reset();
        return whole;
    }

    private void add(ByteBuf content) {
        if (content.readableBytes() > largest - pieces.size()) {
            throw new Refused(new Refusal.TooLarge(largest));
        }
        pieces.writeBytes(ByteBufUtil.getBytes(content));
    }
}
