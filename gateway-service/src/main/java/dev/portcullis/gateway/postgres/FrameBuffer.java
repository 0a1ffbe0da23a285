// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;

/// The bytes of one direction that have arrived and are not dealt with yet.
final class FrameBuffer {
    private final ByteBufAllocator allocator;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    FrameBuffer(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /// Takes the buffer over.
    void add(ByteBuf more) {
        if (bytes.isReadable()) {
            bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, bytes, more);
        } else {
            bytes.release();
            bytes = more;
        }
    }

    ByteBuf bytes() {
        return bytes;
    }

    /// A view of what is there, in network order; valid until bytes are added.
    ByteBuffer view() {
        return bytes.nioBuffer();
    }

    int length() {
        return bytes.readableBytes();
    }

    void skip(int length) {
        bytes.skipBytes(length);
    }

    /// Copies bytes out, for messages that outlive the buffer.
    ByteBuffer take(int length) {
        byte[] copy = new byte[length];
        bytes.readBytes(copy);
        return ByteBuffer.wrap(copy);
    }

    /// Hands everything that is left over; the buffer is empty afterwards.
    ByteBuf drain() {
        ByteBuf all = bytes;
        bytes = Unpooled.EMPTY_BUFFER;
        return all;
    }

    void release() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
