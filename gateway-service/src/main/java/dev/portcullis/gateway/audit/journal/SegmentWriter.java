// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Writes frames into one segment after another. Used by one thread only, but for [#file].
final class SegmentWriter implements AutoCloseable {
    private static final String PREPARED = "next.segment";
    private static final int BUFFER = 1 << 20;

    private final Path directory;
    private final long segmentBytes;
    private final Disk disk;
    /// All that holds records, by the position of its first byte; the value is where its records end.
    private final ConcurrentSkipListMap<Long, Long> segments;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ExecutorService preparing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("journal-prepare").daemon().factory());
    private CompletableFuture<Path> prepared;
    private Segment active;

    SegmentWriter(Path directory, long segmentBytes, Disk disk, NavigableMap<Long, Long> existing, long start)
            throws IOException {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.disk = disk;
        this.segments = new ConcurrentSkipListMap<>(existing);
        this.prepared = prepare();
        this.active = next(start);
    }

    /// Writes without syncing. After an exception nothing since the last [#sync] counts; see [#startAgainAt].
    void write(List<Frame> frames) throws IOException {
        for (Frame frame : frames) {
            if (!active.hasRoomFor((long) buffer.position() + frame.size())) {
                drain();
                roll();
            }
            if (buffer.remaining() < frame.size()) {
                drain();
            }
            frame.writeTo(buffer);
        }
    }

    /// Returns when all that was written is on the medium: the position of its end.
    long sync() throws IOException {
        drain();
        active.sync(disk);
        segments.put(active.base(), active.end());
        return active.end();
    }

    /// Throws away what is behind a position and goes on there in a new file: what failed there once is not trusted
    /// again.
    void startAgainAt(long end) throws IOException {
        buffer.clear();
        active.close();
        if (active.base() >= end) {
            Segment.cut(SegmentFiles.file(directory, active.base()), 0);
        }
        for (long base : segments.descendingKeySet()) {
            long length = Math.max(0, Math.min(end, segments.getOrDefault(base, end)) - base);
            Segment.cut(SegmentFiles.file(directory, base), length);
            segments.compute(base, (_, _) -> length == 0 ? null : base + length);
            if (base < end) {
                break;
            }
        }
        active = next(end);
        active.sync(disk);
    }

    /// The segment with the record at a position, or the first one behind it; null if there is none. For any thread.
    Map.@Nullable Entry<Long, Long> holding(long position) {
        var at = segments.floorEntry(position);
        return at != null && position < at.getValue() ? at : segments.higherEntry(position);
    }

    Path file(long base) {
        return SegmentFiles.file(directory, base);
    }

    /// Deletes the segments whose records all end at or before a position, but never the one being written.
    void release(long position) throws IOException {
        for (var segment : segments.entrySet()) {
            if (segment.getValue() > position || segment.getKey() == active.base()) {
                return;
            }
            segments.remove(segment.getKey());
            Segment.cut(file(segment.getKey()), 0);
        }
    }

    @Override
    public void close() throws IOException {
        preparing.shutdownNow();
        active.seal(active.end());
    }

    private void drain() throws IOException {
        active.write(buffer.flip());
        buffer.clear();
    }

    private void roll() throws IOException {
        active.seal(active.end());
        segments.put(active.base(), active.end());
        active = next(active.end());
    }

    private Segment next(long base) throws IOException {
        try {
            Segment segment = Segment.start(prepared.join(), directory, base, segmentBytes);
            prepared = prepare();
            return segment;
        } catch (CompletionException e) {
            prepared = prepare();
            throw new IOException("no room for another segment", e);
        }
    }

    private CompletableFuture<Path> prepare() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Path file = directory.resolve(PREPARED);
                        Segment.prepare(file, segmentBytes);
                        return file;
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                preparing);
    }
}
