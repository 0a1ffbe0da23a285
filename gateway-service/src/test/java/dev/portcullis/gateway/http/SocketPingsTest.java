// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SocketPingsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new SocketPings());

    @Test
    void answersPingsAndNothingElse() {
        channel.writeInbound(ping("are you there"));
        PongWebSocketFrame pong = channel.readOutbound();
        assertThat(pong.content().toString(StandardCharsets.UTF_8)).isEqualTo("are you there");
        assertThat(channel.<Object>readInbound()).isNull();

        channel.writeInbound(new TextWebSocketFrame("hello"));
        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(channel.<Object>readInbound()).isInstanceOf(TextWebSocketFrame.class);
    }

    @Test
    void keepsNoAnswersForWhoeverDoesNotReadThem() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        PingWebSocketFrame unread = ping("one");
        channel.writeInbound(unread);
        assertThat(channel.<Object>readOutbound()).isNull();
        assertThat(unread.refCnt()).isZero();

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.writeInbound(ping("two"));
        assertThat(channel.<Object>readOutbound()).isInstanceOf(PongWebSocketFrame.class);
    }

    private static PingWebSocketFrame ping(String text) {
        return new PingWebSocketFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }
}
