// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.BackendDecoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.DataRowCursor;
import dev.portcullis.postgres.wire.FrameLimits;
import dev.portcullis.postgres.wire.FrameScanner;
import dev.portcullis.postgres.wire.FrontendEncoder;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs one script of the gateway's own on a connection that no client has a part in, and collects its rows.
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel, and that is where it is handled.
final class OwnScript extends ChannelInboundHandlerAdapter {
    private final Promise<List<List<List<@Nullable String>>>> promise;
    private final FrameBuffer frames;
    private final FrameScanner scanner = FrameScanner.backend(FrameLimits.DEFAULT);
    private final DataRowCursor cursor = new DataRowCursor();
    private final List<List<List<@Nullable String>>> results = new ArrayList<>();
    private List<List<@Nullable String>> rows = new ArrayList<>();
    private boolean done;

    private OwnScript(Channel channel, Promise<List<List<List<@Nullable String>>>> promise) {
        this.promise = promise;
        this.frames = new FrameBuffer(channel.alloc());
    }

    /// The promise gets one list of rows per statement. To be called on the connection's event loop.
    static void run(Upstream upstream, String script, Promise<List<List<List<@Nullable String>>>> promise) {
        Channel channel = upstream.channel();
        channel.pipeline().addLast(new OwnScript(channel, promise));
        WireWriter out = new WireWriter(4096);
        FrontendEncoder.encode(new FrontendMessage.Query(script), out);
        channel.writeAndFlush(Unpooled.copiedBuffer(out.written()));
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        frames.add((ByteBuf) message);
        try {
            ByteBuffer view = frames.view();
            while (scanner.readHeader(view) && view.remaining() >= scanner.frameLength()) {
                on(BackendDecoder.decode(scanner.type(), scanner.body(view)));
                view.position(view.position() + scanner.frameLength());
                frames.skip(scanner.frameLength());
            }
            if (done) {
                // The connection may be used again, by the next script.
                ctx.channel().config().setAutoRead(false);
                ctx.pipeline().remove(this);
                promise.trySuccess(results);
            }
        } catch (WireException e) {
            promise.tryFailure(e);
            ctx.close();
        }
    }

    private void on(BackendMessage message) throws WireException {
        switch (message) {
            case BackendMessage.DataRow(var body) -> rows.add(row(body));
            case BackendMessage.CommandComplete _ -> {
                results.add(rows);
                rows = new ArrayList<>();
            }
            case BackendMessage.ErrorResponse(var report) ->
                promise.tryFailure(new UpstreamUnavailable(
                        Refusal.Dependency.TARGET,
                        "a script of the gateway failed with SQLSTATE " + report.sqlState()));
            case BackendMessage.ReadyForQuery _ -> done = true;
            default -> {
                // Descriptions and notices say nothing that is not known here.
            }
        }
    }

    private List<@Nullable String> row(ByteBuffer body) throws WireException {
        List<@Nullable String> row = new ArrayList<>();
        cursor.reset(body);
        while (cursor.next()) {
            ByteBuffer value = cursor.value();
            row.add(value == null ? null : StandardCharsets.UTF_8.decode(value).toString());
        }
        return row;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        promise.tryFailure(new UpstreamUnavailable(Refusal.Dependency.TARGET, "the target went away"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        promise.tryFailure(cause);
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        frames.release();
    }
}
