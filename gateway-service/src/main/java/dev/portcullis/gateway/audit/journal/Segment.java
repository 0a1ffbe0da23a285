// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// One file of the journal that is being written. Its name is the position of its first byte.
final class Segment implements AutoCloseable {
    private static final String SUFFIX = ".journal";
    private static final int ZEROS = 1 << 20;

    private final Path file;
    private final long base;
    private final long size;
    private final FileChannel channel;
    private long written;

    private Segment(Path file, long base, long size, FileChannel channel) {
        this.file = file;
        this.base = base;
        this.size = size;
        this.channel = channel;
    }

    /// Makes the prepared file the segment that starts at `base`.
    static Segment start(Path prepared, Path directory, long base, long size) throws IOException {
        Path file = directory.resolve("%020d%s".formatted(base, SUFFIX));
        Files.move(prepared, file, ATOMIC_MOVE);
        syncDirectory(directory);
        return new Segment(file, base, size, FileChannel.open(file, WRITE));
    }

    /// Writes zeros over the whole size. Takes as long as the disk takes; done ahead of need.
    static void prepare(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (long at = 0; at < size; at += ZEROS) {
                zeros.clear().limit((int) Math.min(ZEROS, size - at));
                writeFully(channel, zeros, at);
            }
            channel.force(true);
        }
    }

    static boolean isSegment(Path file) {
        return file.getFileName().toString().endsWith(SUFFIX);
    }

    static long baseOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    boolean hasRoomFor(long bytes) {
        return written + bytes <= size;
    }

    void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        writeFully(channel, bytes, written);
        written += length;
    }

    void sync(Disk disk) throws IOException {
        disk.sync(channel);
    }

    long base() {
        return base;
    }

    long end() {
        return base + written;
    }

    /// Cuts off what lies behind `end` and closes the file for good.
    void seal(long end) throws IOException {
        channel.close();
        cut(file, end - base);
    }

    /// Leaves only the first bytes of a file; an empty one is removed.
    static void cut(Path file, long length) throws IOException {
        if (length == 0) {
            Files.deleteIfExists(file);
            syncDirectory(file.resolveSibling("."));
            return;
        }
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }
}
