// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Sends the journal to Kafka in its order, for ever: while Kafka is away it tries again, after a crash it goes on from
/// the last position it wrote down. A record may be sent twice, never left out.
///
/// While nobody waits for an acknowledgement, records gather for a moment and travel in large batches, which costs the
/// producer, the broker and every consumer a fraction of what single records cost. Once somebody waits, everything goes
/// at once.
public final class Shipper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Shipper.class);
    private static final int MAX_IN_FLIGHT = 20_000;
    private static final long IDLE_MILLIS = 100;
    private static final long GATHER_MILLIS = 10;
    private static final long BUSY_MILLIS = 2;
    private static final long RETRY_MILLIS = 1_000;
    private static final long WRITE_POSITION_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final ShipPosition shipPosition;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final long quorumNanos;
    private final Deque<Awaited> awaited = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean troubled;
    private volatile long lastProgress = System.nanoTime();
    private long positionWritten = System.nanoTime();

    /// @param producers makes a producer with `acks=all` and idempotence; called again after one has failed
    /// @param quorumTimeout how long [#whenAcknowledged] waits before it gives up
    public Shipper(
            Journal journal,
            ShipPosition shipPosition,
            Supplier<Producer<byte[], byte[]>> producers,
            Duration quorumTimeout) {
        this.journal = journal;
        this.shipPosition = shipPosition;
        this.producers = producers;
        this.quorumNanos = quorumTimeout.toNanos();
        this.thread = Thread.ofPlatform().name("journal-shipper").start(this::shipUntilClosed);
    }

    /// Calls back when everything before a position is acknowledged by all in-sync replicas, or fails it when that
    /// takes too long. Positions must be given in rising order.
    public void whenAcknowledged(long end, Appended appended) {
        synchronized (awaited) {
            awaited.addLast(new Awaited(end, System.nanoTime() + quorumNanos, appended));
            awaited.notifyAll();
        }
        settleAwaited();
    }

    /// Fails what has waited too long; called every now and then by whoever has a timer.
    public void settleAwaited() {
        long acknowledged = journal.releasedEnd();
        long now = System.nanoTime();
        if (journal.lagBytes() == 0) {
            lastProgress = now;
        }
        List<Awaited> reached = new ArrayList<>();
        List<Awaited> late = new ArrayList<>();
        synchronized (awaited) {
            while (!awaited.isEmpty() && awaited.getFirst().end() <= acknowledged) {
                reached.add(awaited.removeFirst());
            }
            while (!awaited.isEmpty() && awaited.getFirst().deadline() - now < 0) {
                late.add(awaited.removeFirst());
            }
        }
        reached.forEach(one -> one.appended().synced(one.end()));
        late.forEach(one -> one.appended().failed(new TimeoutException("Kafka did not acknowledge in time")));
    }

    /// How long Kafka has taken nothing although something waits, in seconds; 0 if nothing waits. As fresh as the last
    /// call of [#settleAwaited].
    public double stalledSeconds() {
        return journal.lagBytes() == 0 ? 0 : (System.nanoTime() - lastProgress) / 1e9;
    }

    /// Stops sending. What is not acknowledged stays in the journal for the next start.
    @Override
    public void close() throws IOException {
        closing = true;
        boolean interrupted = false;
        thread.interrupt();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        shipPosition.write(journal.releasedEnd());
        shipPosition.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void shipUntilClosed() {
        while (!closing) {
            try (Connected connected = new Connected(producers.get(), journal)) {
                shipThrough(connected);
            } catch (IOException | RuntimeException e) {
                if (!closing) {
                    report(e);
                    pause();
                }
            } catch (InterruptedException _) {
                // close() asks to stop; the loop's condition says so.
            }
        }
    }

    private void report(Exception cause) {
        // Once per outage: Kafka's own client says the rest, and this loop goes on for as long as it lasts.
        log.atLevel(troubled ? Level.DEBUG : Level.WARN)
                .setCause(cause)
                .addKeyValue("lagBytes", journal.lagBytes())
                .log("shipping interrupted; it goes on from the last acknowledged record");
        troubled = true;
    }

    private void shipThrough(Connected connected) throws IOException, InterruptedException {
        while (!closing) {
            connected.failIfBroken();
            ByteBuffer frame = connected.reader.next();
            if (frame == null) {
                awaitMore(connected);
            } else if (connected.acks.inFlight() < MAX_IN_FLIGHT) {
                send(connected, frame);
            } else {
                Thread.sleep(BUSY_MILLIS);
            }
            writePosition();
        }
    }

    /// All that is synced was handed to the producer: sends it at once if somebody waits, else lets more gather.
    private void awaitMore(Connected connected) throws InterruptedException {
        if (isAwaited(0)) {
            connected.producer.flush();
        }
        journal.awaitBeyond(connected.reader.position(), IDLE_MILLIS);
        var _ = isAwaited(GATHER_MILLIS);
    }

    /// Whether somebody waits for an acknowledgement, now or within the given time.
    private boolean isAwaited(long withinMillis) throws InterruptedException {
        synchronized (awaited) {
            if (awaited.isEmpty() && withinMillis > 0 && !closing) {
                awaited.wait(withinMillis);
            }
            return !awaited.isEmpty();
        }
    }

    private void send(Connected connected, ByteBuffer block) throws InterruptedException {
        int start = block.position();
        ProducerRecord<byte[], byte[]> record = Frame.read(block);
        int length = block.position() - start;
        long end = connected.reader.position() + length;
        Acknowledgements.Sent sent = connected.acks.sending(end);
        var _ = connected.producer.send(record, (_, cause) -> {
            connected.acks.answered(sent, cause);
            released(connected.acks.acknowledged());
        });
        connected.reader.passed(length);
    }

    private void released(long position) {
        if (position > journal.releasedEnd()) {
            journal.release(position);
            lastProgress = System.nanoTime();
            troubled = false;
            settleAwaited();
        }
    }

    private void writePosition() throws IOException {
        long now = System.nanoTime();
        if (now - positionWritten > WRITE_POSITION_NANOS) {
            positionWritten = now;
            shipPosition.write(journal.releasedEnd());
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException _) {
            // close() asks to stop; the loop's condition says so.
        }
    }

    private record Awaited(long end, long deadline, Appended appended) {}

    /// One producer and what was read and sent for it.
    private static final class Connected implements AutoCloseable {
        private final Producer<byte[], byte[]> producer;
        private final JournalReader reader;
        private final Acknowledgements acks;

        Connected(Producer<byte[], byte[]> producer, Journal journal) {
            this.producer = producer;
            this.reader = new JournalReader(journal, journal.releasedEnd());
            this.acks = new Acknowledgements(journal.releasedEnd());
        }

        void failIfBroken() {
            Exception failure = acks.failure();
            if (failure != null) {
                throw new KafkaException("a record was not acknowledged", failure);
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
            producer.close(Duration.ZERO);
        }
    }
}
