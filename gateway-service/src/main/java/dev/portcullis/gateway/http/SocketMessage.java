// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.gateway.http.content.Bodies;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// One message of a WebSocket, put together from its frames.
///
/// @param isText whether it says that it is text
/// @param payload what it says
record SocketMessage(boolean isText, Payload payload) {

    /// What it is as far as rules and masks are concerned. Nobody says it, so its first character does.
    String contentType() {
        return isText ? Bodies.typeOf(payload.bytes()) : "application/octet-stream";
    }

    /// Whether it is what it says it is: text is UTF-8 (RFC 6455, 8.1).
    boolean isSound() {
        if (!isText) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(payload.buffer());
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /// What detectors look through: a text as it is, whatever characters are in it.
    String searched() {
        return isText ? new String(payload.bytes(), StandardCharsets.UTF_8) : payload.readable();
    }

    /// The same message, saying something else.
    SocketMessage saying(byte[] bytes) {
        return new SocketMessage(isText, new Payload(bytes));
    }

    WebSocketFrame frame() {
        return isText
                ? new TextWebSocketFrame(Unpooled.wrappedBuffer(payload.bytes()))
                : new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload.bytes()));
    }
}
