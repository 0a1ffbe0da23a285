// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads synced frames in order, a block at a time.
final class JournalReader implements AutoCloseable {
    private static final int BLOCK = 2 * Frame.MAX_BYTES;

    private final Journal journal;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
    /// The position of the byte at the block's own position.
    private long position;
    private long open = -1;
    private @Nullable FileChannel channel;

    JournalReader(Journal journal, long position) {
        this.journal = journal;
        this.position = position;
    }

    /// Where the next frame starts.
    long position() {
        return position;
    }

    /// The block's buffer at the next frame; null if there is none yet. Whoever read it calls [#passed].
    @Nullable
    ByteBuffer next() throws IOException {
        if (Frame.soundAt(block) == 0 && !fill()) {
            return null;
        }
        return block;
    }

    /// Moves on behind the frame that was read from the buffer.
    void passed(int frameBytes) {
        position += frameBytes;
    }

    private boolean fill() throws IOException {
        long end = journal.durableEnd();
        if (position >= end) {
            return false;
        }
        Map.Entry<Long, Long> segment = journal.segments().holding(position);
        if (segment == null) {
            throw new IOException("the journal has no segment for position " + position);
        }
        position = Math.max(position, segment.getKey());
        FileChannel file = channelOf(segment.getKey());
        long readable = Math.min(segment.getValue(), end) - position;
        block.clear().limit((int) Math.min(BLOCK, readable));
        long at = position - segment.getKey();
        while (block.hasRemaining() && file.read(block, at + block.position()) > 0) {
            // fill the block
        }
        block.flip();
        if (Frame.soundAt(block) == 0) {
            throw new IOException("the journal is damaged at position " + position);
        }
        return true;
    }

    private FileChannel channelOf(long base) throws IOException {
        FileChannel current = channel;
        if (current == null || open != base) {
            close();
            current = FileChannel.open(journal.segments().file(base), StandardOpenOption.READ);
            channel = current;
            open = base;
        }
        return current;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
