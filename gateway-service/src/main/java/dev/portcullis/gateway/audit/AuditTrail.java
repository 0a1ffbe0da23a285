// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.gateway.audit.journal.Journal;
import dev.portcullis.gateway.audit.journal.Shipper;
import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The parts of the audit trail from the first event to the last, put together and taken apart in the right order.
final class AuditTrail implements AutoCloseable {
    private static final long TICK_MILLIS = 250;
    /// How long Kafka has, when the gateway stops, to take what the journal holds.
    static final Duration DRAIN = Duration.ofSeconds(3);

    private static final long SETTLE_MILLIS = 1_000;

    private final Journal journal;
    private final Shipper shipper;
    private final Duration drain;
    private final ChunkWriter chunks;
    private final JournaledAuditLog auditLog;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("audit-timer").daemon().factory());

    AuditTrail(
            AuditProperties properties,
            RecordingProperties recordings,
            HeartbeatProperties heartbeat,
            SignerKey key,
            Journal journal,
            Shipper shipper,
            Duration drain,
            EventCounts counts,
            Clock clock) {
        this.journal = journal;
        this.shipper = shipper;
        this.drain = drain;
        this.chunks = new ChunkWriter(journal, clock, recordings);
        String version = version();
        Ledger ledger = new Ledger(journal, shipper, clock, counts, properties.instance(), version);
        this.auditLog = new JournaledAuditLog(ledger, chunks, properties, recordings, version, key);
        var _ = timer.scheduleWithFixedDelay(chunks::flushOld, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(shipper::settleAwaited, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(auditLog::tellOfStrangers, 1, 1, TimeUnit.MINUTES);
        auditLog.started();
        // At once, so that the log knows from the beginning that it is to hear of this gateway.
        var _ = timer.scheduleWithFixedDelay(
                () -> auditLog.beat(false), 0, heartbeat.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    JournaledAuditLog auditLog() {
        return auditLog;
    }

    /// Puts the stop on record, gives Kafka a moment, and leaves the rest in the journal for the next start.
    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        chunks.close();
        auditLog.tellOfStrangers();
        await(auditLog::isSettled, SETTLE_MILLIS);
        auditLog.beat(true);
        auditLog.stopped();
        await(() -> !journal.holdsUnshipped(), drain.toMillis());
        shipper.close();
        journal.close();
    }

    private static void await(BooleanSupplier done, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!done.getAsBoolean() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String version() {
        @Nullable String version = AuditTrail.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }
}
