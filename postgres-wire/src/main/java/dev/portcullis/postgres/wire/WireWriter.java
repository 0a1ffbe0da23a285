// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A growing buffer that messages are written into, one after the other. Lengths are filled in at the end of each
/// message and computed in 64 bits: a body over [FrameLimits#LARGEST] is refused, never wrapped around.
public final class WireWriter {
    private static final int USUAL_CAPACITY = 512;
    private static final int KEPT_CAPACITY = 2048;

    private ByteBuffer buffer;
    private int messageAt;
    private int lengthAt = -1;

    public WireWriter() {
        this(USUAL_CAPACITY);
    }

    public WireWriter(int initialCapacity) {
        this.buffer = ByteBuffer.allocate(initialCapacity);
    }

    /// What was written since the last [#clear()]: a read-only view, valid until the next write.
    public ByteBuffer written() {
        if (lengthAt >= 0) {
            throw new IllegalStateException("message not ended");
        }
        return buffer.asReadOnlyBuffer().flip();
    }

    /// How many bytes were written since the last [#clear()].
    public int length() {
        return buffer.position();
    }

    /// Takes back what was written last.
    ///
    /// @param length what [#length()] was before it, with no message begun
    public void cutBackTo(int length) {
        if (lengthAt >= 0 || length > buffer.position()) {
            throw new IllegalStateException("nothing to cut back to");
        }
        buffer.position(length);
    }

    /// Takes back the message that was begun and not ended; does nothing if there is none.
    public void abandon() {
        if (lengthAt >= 0) {
            buffer.position(messageAt);
            lengthAt = -1;
        }
    }

    public void clear() {
        buffer.clear();
        lengthAt = -1;
    }

    /// Lets go of what was written and of the memory for it, as far as it is more than a few messages need.
    public void release() {
        if (buffer.capacity() > KEPT_CAPACITY) {
            buffer = ByteBuffer.allocate(USUAL_CAPACITY);
        }
        clear();
    }

    void begin(byte type) {
        int before = buffer.position();
        ensure(1);
        buffer.put(type);
        beginUntyped();
        messageAt = before;
    }

    void beginUntyped() {
        if (lengthAt >= 0) {
            throw new IllegalStateException("message not ended");
        }
        ensure(4);
        messageAt = buffer.position();
        lengthAt = messageAt;
        buffer.putInt(0);
    }

    void end() {
        buffer.putInt(lengthAt, buffer.position() - lengthAt);
        lengthAt = -1;
    }

    void putByte(int value) {
        ensure(1);
        buffer.put((byte) value);
    }

    void putShort(int value) {
        ensure(2);
        buffer.putShort((short) value);
    }

    void putCount(int count) {
        if (count < 0 || count > 0xffff) {
            throw new IllegalArgumentException("count " + count + " does not fit 16 bits");
        }
        putShort(count);
    }

    void putInt(int value) {
        ensure(4);
        buffer.putInt(value);
    }

    void putBytes(ByteBuffer bytes) {
        int length = bytes.remaining();
        ensure(length);
        buffer.put(buffer.position(), bytes, bytes.position(), length);
        buffer.position(buffer.position() + length);
    }

    void putText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("text holds a NUL, which would end it early");
        }
        putBytes(StandardCharsets.UTF_8.encode(text));
        putByte(0);
    }

    private void ensure(int more) {
        long needed = (long) buffer.position() + more;
        if (needed <= buffer.capacity()) {
            return;
        }
        if (needed > FrameLimits.LARGEST) {
            throw new IllegalArgumentException("message over " + FrameLimits.LARGEST + " bytes");
        }
        int capacity = (int) Math.min(FrameLimits.LARGEST, Math.max(needed, 2L * buffer.capacity()));
        buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
}
