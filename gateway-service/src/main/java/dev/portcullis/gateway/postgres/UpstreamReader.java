// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.BackendType;
import dev.portcullis.postgres.wire.FrameLimits;
import dev.portcullis.postgres.wire.FrameScanner;
import dev.portcullis.postgres.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Goes through a target's bytes frame by frame. What the client gets unchanged goes out as slices of what
/// came in, as many frames at once as possible.
final class UpstreamReader {
    /// A longer row or piece of COPY data is passed on as it arrives, where nobody has to see it whole.
    private static final int STREAM_FROM = 64 << 10;

    /// As much of what is passed on as it arrives is looked at first.
    private static final int BEGINNING = FrameScanner.HEADER_LENGTH + BinaryCopyRow.HEADER;

    private final FrameScanner scanner;
    private final FrameBuffer frames;
    private final int maxMessage;
    private final Replies replies;
    private final Results results;
    private final ClientOutput out;
    /// Bytes of a frame whose beginning was passed on already.
    private int streaming;

    private @Nullable Passing passed;

    UpstreamReader(ByteBufAllocator allocator, int maxMessage, Replies replies, Results results, ClientOutput out) {
        this.scanner = FrameScanner.backend(new FrameLimits(64 << 10, maxMessage, FrameLimits.LARGEST));
        this.frames = new FrameBuffer(allocator);
        this.maxMessage = maxMessage;
        this.replies = replies;
        this.results = results;
        this.out = out;
        results.flushPassedBy(this::flushPassed);
    }

    private void flushPassed() {
        if (passed != null) {
            passed.flush();
        }
    }

    /// Takes the buffer over.
    void read(ByteBuf more) throws WireException {
        frames.add(more);
        ByteBuf bytes = frames.bytes();
        ByteBuffer view = frames.view();
        Passing passing = new Passing(bytes);
        passed = passing;
        try {
            boolean progress = true;
            while (progress) {
                progress = streaming > 0 ? stream(view, passing) : frame(view, passing);
            }
        } finally {
            passing.flush();
            passed = null;
            results.flushRows();
            frames.skip(view.position());
        }
    }

    void release() {
        frames.release();
    }

    private boolean stream(ByteBuffer view, Passing passing) {
        int length = Math.min(streaming, view.remaining());
        passing.extend(view.position(), length);
        view.position(view.position() + length);
        streaming -= length;
        results.streamed(length);
        return length > 0;
    }

    private boolean frame(ByteBuffer view, Passing passing) throws WireException {
        if (!scanner.readHeader(view)) {
            return false;
        }
        int length = scanner.frameLength();
        if (view.remaining() < length) {
            return scanner.isStreamed()
                    && length > STREAM_FROM
                    && view.remaining() >= BEGINNING
                    && beginStream(length, bodySoFar(view));
        }
        ByteBuffer body = scanner.body(view);
        boolean relayed;
        if (scanner.type() == BackendType.DATA_ROW.code()) {
            replies.requireResult();
            flushBefore(passing);
            relayed = results.row(body);
        } else if (scanner.type() == BackendType.COPY_DATA.code()) {
            replies.requireResult();
            flushBefore(passing);
            relayed = results.copyData(body);
        } else {
            // What the gateway says itself has to come behind all that was passed on before.
            passing.flush();
            relayed = replies.on(scanner.type(), body) && !results.isSwallowing();
            results.flushRows();
        }
        if (relayed) {
            passing.extend(view.position(), length);
        }
        view.position(view.position() + length);
        return true;
    }

    private static ByteBuffer bodySoFar(ByteBuffer view) {
        int header = FrameScanner.HEADER_LENGTH;
        return view.slice(view.position() + header, view.remaining() - header);
    }

    private void flushBefore(Passing passing) {
        if (results.speaks()) {
            passing.flush();
        }
    }

    private boolean beginStream(int length, ByteBuffer beginning) throws WireException {
        replies.requireResult();
        if (results.canStream(length > maxMessage)) {
            results.streams(scanner.type() == BackendType.COPY_DATA.code(), beginning);
            streaming = length;
            return true;
        }
        if (length > maxMessage) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "a row is too long to be masked or recorded");
        }
        return false;
    }

    /// Bytes that the client gets as they are and that are not written yet.
    private final class Passing {
        private final ByteBuf bytes;
        private final int base;
        private int from;
        private int until;

        Passing(ByteBuf bytes) {
            this.bytes = bytes;
            this.base = bytes.readerIndex();
        }

        void extend(int position, int length) {
            if (until != position) {
                flush();
                from = position;
            }
            until = position + length;
        }

        void flush() {
            if (until > from) {
                out.relay(bytes.retainedSlice(base + from, until - from));
            }
            from = until;
        }
    }
}
