// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.FrameLimits;
import dev.portcullis.postgres.wire.FrameScanner;
import dev.portcullis.postgres.wire.FrameTooLargeException;
import dev.portcullis.postgres.wire.FrontendDecoder;
import dev.portcullis.postgres.wire.FrontendType;
import dev.portcullis.postgres.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a client's bytes into units, and its COPY data into pieces.
final class ClientReader {
    private final FrameScanner scanner;
    private final FrameBuffer frames;
    private final int maxUnitMessages;
    private final int maxUnitBytes;
    private List<ClientUnit.Item> pending = new ArrayList<>();
    private int pendingBytes;
    /// Bytes of a message that nobody wants, still to be skipped.
    private int discard;
    /// Bytes of a CopyData message whose beginning was passed on already.
    private int copyRemaining;

    ClientReader(ByteBufAllocator allocator, int maxMessage, int maxUnitMessages) {
        this.scanner = FrameScanner.frontend(new FrameLimits(64 << 10, maxMessage, FrameLimits.LARGEST));
        this.frames = new FrameBuffer(allocator);
        this.maxUnitMessages = maxUnitMessages;
        this.maxUnitBytes = maxMessage;
    }

    void add(ByteBuf more) {
        frames.add(more);
    }

    int length() {
        return frames.length();
    }

    void release() {
        frames.release();
    }

    /// The next unit, or null if more bytes are needed.
    @Nullable
    ClientUnit next() throws WireException {
        while (skipDiscarded()) {
            try {
                if (!scanner.readHeader(frames.view())) {
                    return null;
                }
            } catch (FrameTooLargeException e) {
                ClientUnit unit = tooLarge(e);
                if (unit != null) {
                    return unit;
                }
                continue;
            }
            FrontendType type = FrontendType.of(scanner.type());
            if (isCopy(type)) {
                // Left over from a COPY that failed; servers ignore these too.
                discard = scanner.frameLength();
                continue;
            }
            if (frames.length() < scanner.frameLength()) {
                return null;
            }
            ClientUnit unit = collect(type);
            if (unit != null) {
                return unit;
            }
        }
        return null;
    }

    private @Nullable ClientUnit collect(FrontendType type) throws WireException {
        return switch (type) {
            case QUERY, FUNCTION_CALL, TERMINATE -> pending.isEmpty() ? new ClientUnit(List.of(take())) : takePending();
            case PARSE, BIND, DESCRIBE, EXECUTE, CLOSE -> {
                add(take());
                yield pending.size() >= maxUnitMessages || pendingBytes >= maxUnitBytes ? takePending() : null;
            }
            case SYNC, FLUSH -> {
                add(take());
                yield takePending();
            }
            case COPY_DATA, COPY_DONE, COPY_FAIL, AUTHENTICATION_RESPONSE ->
                throw new WireException(WireException.PROTOCOL_VIOLATION, "unexpected message type");
        };
    }

    private ClientUnit.Item take() throws WireException {
        int length = scanner.frameLength();
        byte type = scanner.type();
        ByteBuffer frame = frames.take(length);
        return new ClientUnit.Item.Message(
                FrontendDecoder.decode(
                        type, frame.slice(FrameScanner.HEADER_LENGTH, length - FrameScanner.HEADER_LENGTH)),
                frame);
    }

    private void add(ClientUnit.Item item) {
        pending.add(item);
        if (item instanceof ClientUnit.Item.Message(var _, var frame)) {
            pendingBytes += frame.remaining();
        }
    }

    private ClientUnit takePending() {
        ClientUnit unit = new ClientUnit(pending);
        pending = new ArrayList<>();
        pendingBytes = 0;
        return unit;
    }

    private @Nullable ClientUnit tooLarge(FrameTooLargeException e) throws WireException {
        boolean simple = e.type() == FrontendType.QUERY.code() || e.type() == FrontendType.FUNCTION_CALL.code();
        if (!simple && e.type() != FrontendType.PARSE.code() && e.type() != FrontendType.BIND.code()) {
            throw e;
        }
        if (simple && !pending.isEmpty()) {
            return takePending();
        }
        discard = FrameScanner.HEADER_LENGTH + e.bodyLength();
        ClientUnit.Item item = new ClientUnit.Item.TooLarge(simple, e.limit());
        if (simple) {
            return new ClientUnit(List.of(item));
        }
        add(item);
        return null;
    }

    private boolean skipDiscarded() {
        int skipped = Math.min(discard, frames.length());
        frames.skip(skipped);
        discard -= skipped;
        return discard == 0;
    }

    /// True while a CopyData message is passed on in part: the rest belongs to the target whatever happens.
    boolean isInsideCopyData() {
        return copyRemaining > 0;
    }

    /// The next piece while the target takes COPY data, or null if more bytes are needed.
    @Nullable
    CopyPiece nextCopyPiece() throws WireException {
        if (copyRemaining > 0) {
            return frames.length() == 0 ? null : data(copyRemaining);
        }
        while (skipDiscarded() && scanner.readHeader(frames.view())) {
            FrontendType type = FrontendType.of(scanner.type());
            switch (type) {
                case COPY_DATA -> {
                    return data(scanner.frameLength());
                }
                case COPY_DONE, COPY_FAIL, TERMINATE -> {
                    if (frames.length() < scanner.frameLength()) {
                        return null;
                    }
                    ByteBuffer frame = frames.take(scanner.frameLength());
                    return type == FrontendType.TERMINATE ? new CopyPiece.Terminated() : new CopyPiece.Ended(frame);
                }
                // The server ignores both in this mode, for the convenience of pipelining clients.
                case SYNC, FLUSH -> discard = scanner.frameLength();
                case QUERY, PARSE, BIND, DESCRIBE, EXECUTE, CLOSE, FUNCTION_CALL, AUTHENTICATION_RESPONSE ->
                    throw new WireException(WireException.PROTOCOL_VIOLATION, "unexpected message during COPY");
            }
        }
        return null;
    }

    private CopyPiece data(int wanted) {
        int length = Math.min(wanted, frames.length());
        copyRemaining = wanted - length;
        return new CopyPiece.Data(frames.bytes().readRetainedSlice(length));
    }

    private static boolean isCopy(FrontendType type) {
        return type == FrontendType.COPY_DATA || type == FrontendType.COPY_DONE || type == FrontendType.COPY_FAIL;
    }

    /// What a client sends during COPY FROM STDIN.
    sealed interface CopyPiece {
        /// Data.
        ///
        /// @param bytes part of the data, frame headers included; whoever takes it releases it
        record Data(ByteBuf bytes) implements CopyPiece {}

        record Ended(ByteBuffer frame) implements CopyPiece {}

        record Terminated() implements CopyPiece {}
    }
}
