// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;

/// Finds frames in a buffer, however the bytes arrived. One scanner belongs to one direction of one connection; it
/// holds the header read last and nothing else, so that scanning allocates nothing.
///
/// ```java
/// while (scanner.readHeader(in) && in.remaining() >= scanner.frameLength()) { … in.position(in.position() +
/// scanner.frameLength()); }
/// ```
/// A frame that [#isStreamed()] may be handled as soon as its header is there.
public final class FrameScanner {
    /// One byte of type, four of length.
    public static final int HEADER_LENGTH = 5;

    private final boolean fromClient;
    private final FrameLimits limits;
    private byte type;
    private int bodyLength;
    private boolean streamed;

    private FrameScanner(boolean fromClient, FrameLimits limits) {
        this.fromClient = fromClient;
        this.limits = limits;
    }

    /// For what a client sends after its startup packet.
    public static FrameScanner frontend(FrameLimits limits) {
        return new FrameScanner(true, limits);
    }

    /// For what a server sends after the encryption negotiation.
    public static FrameScanner backend(FrameLimits limits) {
        return new FrameScanner(false, limits);
    }

    /// Reads the header at the buffer's position, which stays where it is. False: more bytes are needed to say
    /// anything.
    ///
    /// The type is checked as soon as its byte is there and the length as soon as it is complete, before anybody
    /// buffers a body: the peer may not be authenticated yet and chose this number.
    public boolean readHeader(ByteBuffer in) throws WireException {
        if (!in.hasRemaining()) {
            return false;
        }
        byte code = in.get(in.position());
        BodySize size =
                fromClient ? FrontendType.of(code).size() : BackendType.of(code).size();
        if (in.remaining() < HEADER_LENGTH) {
            return false;
        }
        int length = in.getInt(in.position() + 1);
        if (length < 4 || length - 4 > FrameLimits.LARGEST) {
            throw WireException.violation("bad message length " + length);
        }
        type = code;
        bodyLength = length - 4;
        streamed = size == BodySize.STREAMED;
        checkLimit(size);
        return true;
    }

    private void checkLimit(BodySize size) throws WireException {
        if (size == BodySize.EMPTY && bodyLength != 0) {
            throw WireException.violation(
                    "message type " + (type & 0xff) + " has no body, but a length of " + bodyLength);
        }
        int limit = limits.of(size);
        if (bodyLength > limit) {
            throw new FrameTooLargeException(type, bodyLength, limit);
        }
    }

    public byte type() {
        return type;
    }

    public int bodyLength() {
        return bodyLength;
    }

    /// Header and body.
    public int frameLength() {
        return HEADER_LENGTH + bodyLength;
    }

    /// Rows and copy data: the body may be longer than anybody wants to hold.
    public boolean isStreamed() {
        return streamed;
    }

    /// The body of the frame at the buffer's position, without copying. The whole frame must be there.
    public ByteBuffer body(ByteBuffer in) {
        return in.slice(in.position() + HEADER_LENGTH, bodyLength);
    }
}
