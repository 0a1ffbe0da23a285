// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.RecordingHeaders;
import dev.portcullis.gateway.audit.journal.Destination;
import dev.portcullis.gateway.audit.journal.Frame;
import dev.portcullis.gateway.audit.journal.Journal;
import dev.portcullis.gateway.audit.journal.JournalRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compresses chunks off the sessions' own threads, in order, and gives them to the journal.
final class ChunkWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChunkWriter.class);
    private static final long MAX_WAITING = 64L << 20;

    private final Journal journal;
    private final Clock clock;
    private final RecordingProperties bounds;
    private final AtomicLong waiting = new AtomicLong();
    private final Set<ChunkedRecording> gathering = ConcurrentHashMap.newKeySet();
    private final ExecutorService compressing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("recording-writer").factory());

    ChunkWriter(Journal journal, Clock clock, RecordingProperties bounds) {
        this.journal = journal;
        this.clock = clock;
        this.bounds = bounds;
    }

    long millis() {
        return clock.millis();
    }

    /// Whether chunks come faster than they are compressed, so that rows are to be left out.
    boolean isFull() {
        return waiting.get() > MAX_WAITING;
    }

    void gathering(ChunkedRecording recording) {
        gathering.add(recording);
    }

    void gathered(ChunkedRecording recording) {
        gathering.remove(recording);
    }

    /// Called every now and then, so that what is recorded can be watched while the session goes on.
    void flushOld() {
        long before = clock.millis() - bounds.chunkAge().toMillis();
        gathering.forEach(recording -> recording.flushOlderThan(before));
    }

    /// Takes a chunk over, and the buffer with it.
    void chunk(String sessionId, long number, JsonBuffer lines) {
        waiting.addAndGet(lines.size());
        compressing.execute(() -> {
            try {
                append(sessionId, number, lines);
            } catch (JournalRefusedException | RuntimeException e) {
                // The gap in the numbers tells whoever replays that something is missing here.
                log.atError()
                        .setCause(e)
                        .addKeyValue("session", sessionId)
                        .addKeyValue("chunk", number)
                        .log("recording chunk not written");
            } finally {
                waiting.addAndGet(-lines.size());
            }
        });
    }

    /// Writes what was taken over; what recordings still gather is lost unless they were ended.
    @Override
    public void close() {
        compressing.shutdown();
        try {
            if (!compressing.awaitTermination(5, TimeUnit.SECONDS)) {
                log.atError().log("recording chunks left behind");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(String sessionId, long number, JsonBuffer lines) throws JournalRefusedException {
        byte[] chunk = gzip(lines);
        Frame.Headers headers = Frame.Headers.startingWith(null)
                .add(RecordingHeaders.ID, sessionId + "-r" + number)
                .add(RecordingHeaders.NUMBER, Long.toString(number));
        Frame frame = Frame.of(Destination.RECORDING, sessionId, headers, chunk, chunk.length);
        journal.append(List.of(frame), true, Ignored.INSTANCE);
    }

    private static byte[] gzip(JsonBuffer lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(lines.size() / 4 + 64);
        try (FastGzip gzip = new FastGzip(out)) {
            gzip.write(lines.array(), 0, lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException("an array failed", e);
        }
        return out.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
