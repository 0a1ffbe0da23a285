// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records on disk, in the order they were appended. One thread writes whatever waits, syncs once, and calls back for
/// all of it, while the next batch gathers. A journal that cannot keep its promise refuses; it never blocks a caller.
///
/// Nobody waits for a record of what has happened already, so it does not cost a sync of its own: it goes with the next
/// intent, or after [#GATHER_NANOS]. A sync of its own would keep the next intent waiting for two.
public final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final long DISK_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// How long records that nobody waits for gather before they are written.
    static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long GATHER_BYTES = 256 * 1024;

    private final Path directory;
    private final JournalLimits limits;
    private final Disk disk;
    private final LongConsumer syncNanos;
    private final FileChannel claim;
    private final SegmentWriter segments;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition synced = lock.newCondition();
    private List<Batch> waiting = new ArrayList<>();
    /// Bytes that wait or are being written.
    private long queued;
    /// Whether somebody waits for one of the records that wait.
    private boolean urgent;
    /// Whether the writer sleeps longer than records may gather.
    private boolean idle;
    private volatile long durableEnd;
    private volatile long releasedEnd;
    private volatile @Nullable String refusing;
    private volatile boolean closing;
    private long lastDiskCheck;
    private volatile boolean broken;

    private Journal(
            Path directory,
            JournalLimits limits,
            Disk disk,
            LongConsumer syncNanos,
            FileChannel claim,
            NavigableMap<Long, Long> existing,
            long shipped)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.disk = disk;
        this.syncNanos = syncNanos;
        this.claim = claim;
        this.durableEnd = existing.isEmpty() ? shipped : existing.lastEntry().getValue();
        this.releasedEnd = Math.min(shipped, durableEnd);
        this.segments = new SegmentWriter(directory, limits.segmentBytes(), disk, existing, durableEnd);
        this.writer = Thread.ofPlatform().name("journal-writer").unstarted(this::writeUntilClosed);
    }

    /// Opens the journal in a directory, which is claimed until [#close]. What a crash left half-written is cut off.
    ///
    /// @param shipped the position up to which records are known to be in Kafka
    /// @param syncNanos told how long each write and sync took
    public static Journal open(Path directory, JournalLimits limits, long shipped, LongConsumer syncNanos)
            throws IOException {
        return open(directory, limits, shipped, syncNanos, Disk.REAL);
    }

    static Journal open(Path directory, JournalLimits limits, long shipped, LongConsumer syncNanos, Disk disk)
            throws IOException {
        Files.createDirectories(directory);
        FileChannel claim = claim(directory);
        try {
            var existing = SegmentFiles.recover(directory);
            Journal journal = new Journal(directory, limits, disk, syncNanos, claim, existing, shipped);
            journal.writer.start();
            return journal;
        } catch (IOException | RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    /// Takes records that belong together: all of them or none.
    ///
    /// @param happened they report what has already happened, so they may use the reserve that intents may not
    /// @throws JournalRefusedException it takes none now
    public void append(List<Frame> frames, boolean happened, Appended appended) throws JournalRefusedException {
        long bytes = 0;
        for (Frame frame : frames) {
            bytes += frame.size();
        }
        Batch batch = new Batch(frames, appended, bytes);
        lock.lock();
        try {
            refuseIfNotAble(batch.bytes(), happened);
            queued += batch.bytes();
            waiting.add(batch);
            if (idle || (!happened && !urgent) || queued > GATHER_BYTES) {
                work.signal();
            }
            urgent |= !happened;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes that are not known to be in Kafka.
    public long lagBytes() {
        return durableEnd - releasedEnd;
    }

    /// Whether anything that was appended is not known to be in Kafka.
    public boolean holdsUnshipped() {
        lock.lock();
        try {
            return queued > 0 || lagBytes() > 0;
        } finally {
            lock.unlock();
        }
    }

    /// Why the journal takes nothing now; null while it does.
    public @Nullable String refusing() {
        return refusing;
    }

    /// Where synced records end.
    long durableEnd() {
        return durableEnd;
    }

    /// Where records known to be in Kafka end.
    long releasedEnd() {
        return releasedEnd;
    }

    SegmentWriter segments() {
        return segments;
    }

    /// Waits until there is something synced behind a position, or the time is up.
    void awaitBeyond(long position, long millis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        try {
            while (durableEnd <= position && nanos > 0 && !closing) {
                nanos = synced.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Everything before this position is in Kafka and may go.
    void release(long position) {
        releasedEnd = position;
    }

    /// Writes what waits and gives the directory back.
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            work.signal();
            synced.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try (claim) {
            segments.close();
        }
    }

    private void refuseIfNotAble(long bytes, boolean happened) throws JournalRefusedException {
        long reserve = happened ? limits.reserveBytes() : 0;
        // A disk that runs low stops new commands first; what they did is still written.
        String why = happened && !broken ? null : refusing;
        if (closing) {
            why = "the journal is closed";
        } else if (why == null && queued + bytes > limits.queueBytes() + reserve) {
            why = "the disk does not keep up";
        } else if (why == null && lagBytes() + queued + bytes > limits.maxBytes() + reserve) {
            why = "too many records are not in Kafka yet";
        }
        if (why != null) {
            throw new JournalRefusedException(why);
        }
    }

    private void writeUntilClosed() {
        List<Batch> batches = next();
        while (batches != null) {
            checkDisk();
            if (broken) {
                tryAgain();
            }
            if (!batches.isEmpty()) {
                write(batches);
            }
            tidy();
            batches = next();
        }
    }

    /// What waits, at the latest after a while nothing; null once closed and empty.
    private @Nullable List<Batch> next() {
        lock.lock();
        try {
            if (!awaitWork(GATHER_NANOS) && waiting.isEmpty()) {
                idle = true;
                awaitWork(Math.min(limits.retryAfter().toNanos(), DISK_CHECK_NANOS));
                idle = false;
                // Woken by a record that may gather: give it the time.
                awaitWork(GATHER_NANOS);
            }
            if (waiting.isEmpty() && closing) {
                return null;
            }
            List<Batch> batches = waiting;
            waiting = new ArrayList<>(batches.size());
            urgent = false;
            return batches;
        } catch (InterruptedException _) {
            // Nobody interrupts this thread on purpose: it ends by close().
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a record that must not wait; while idle, for any record. False if the time was up first.
    private boolean awaitWork(long nanos) throws InterruptedException {
        long left = nanos;
        while (!closing && !urgent && queued <= GATHER_BYTES && !(idle && !waiting.isEmpty())) {
            if (left <= 0) {
                return false;
            }
            left = work.awaitNanos(left);
        }
        return true;
    }

    private void write(List<Batch> batches) {
        long started = System.nanoTime();
        long[] ends = new long[batches.size()];
        long end = durableEnd;
        try {
            if (broken) {
                throw new IOException("the journal has failed before and has not proved itself since");
            }
            for (int i = 0; i < ends.length; i++) {
                Batch batch = batches.get(i);
                segments.write(batch.frames());
                end += batch.bytes();
                ends[i] = end;
            }
            segments.sync();
        } catch (IOException | RuntimeException e) {
            breakWith(e);
            settle(batches, durableEnd);
            batches.forEach(batch -> call(() -> batch.appended().failed(e)));
            return;
        }
        settle(batches, end);
        syncNanos.accept(System.nanoTime() - started);
        for (int i = 0; i < ends.length; i++) {
            Batch batch = batches.get(i);
            long batchEnd = ends[i];
            call(() -> batch.appended().synced(batchEnd));
        }
    }

    private void settle(List<Batch> batches, long end) {
        long bytes = batches.stream().mapToLong(Batch::bytes).sum();
        lock.lock();
        try {
            queued -= bytes;
            durableEnd = end;
            synced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void breakWith(Exception cause) {
        if (!broken) {
            log.atError().setCause(cause).log("journal failed; nothing is forwarded until it works again");
        }
        broken = true;
        refusing = "the journal cannot be written";
    }

    private void tryAgain() {
        try {
            segments.startAgainAt(durableEnd);
            broken = false;
            refusing = null;
            log.atInfo().addKeyValue("position", durableEnd).log("journal works again");
        } catch (IOException | RuntimeException e) {
            log.atDebug().setCause(e).log("journal still fails");
        }
    }

    private void checkDisk() {
        long now = System.nanoTime();
        if (broken || (lastDiskCheck != 0 && now - lastDiskCheck < DISK_CHECK_NANOS)) {
            return;
        }
        lastDiskCheck = now;
        try {
            boolean enough = disk.freeBytes(directory) >= limits.minFreeBytes();
            if (enough == (refusing != null)) {
                log.atWarn().addKeyValue("enough", enough).log("free space of the journal's disk");
            }
            refusing = enough ? null : "the journal's disk is full";
        } catch (IOException e) {
            refusing = "the journal's disk cannot be read";
        }
    }

    private void tidy() {
        try {
            segments.release(releasedEnd);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("shipped segment not deleted");
        }
    }

    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a journal callback failed");
        }
    }

    private record Batch(List<Frame> frames, Appended appended, long bytes) {}

    private static FileChannel claim(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("journal.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process: as much taken as by another one.
        }
        channel.close();
        throw new IOException("the journal in " + directory + " is in use by another gateway");
    }
}
