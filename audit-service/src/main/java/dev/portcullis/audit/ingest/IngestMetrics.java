// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/// What can be seen of ingestion from outside.
@Component
class IngestMetrics {

    private final Counter events;
    private final Counter quarantined;
    private final Counter failures;
    private final Counter heartbeats;
    private final Counter refusedHeartbeats;
    private final AtomicLong lag = new AtomicLong();

    IngestMetrics(MeterRegistry metrics) {
        events = metrics.counter("portcullis.ingest.events");
        quarantined = metrics.counter("portcullis.ingest.quarantined");
        heartbeats = metrics.counter("portcullis.heartbeats", "result", "accepted");
        refusedHeartbeats = metrics.counter("portcullis.heartbeats", "result", "refused");
        failures = metrics.counter("portcullis.ingest.failures");
        metrics.gauge("portcullis.ingest.lag", lag);
    }

    void stored(Ingestion.Stored stored) {
        events.increment(stored.fresh().size());
        quarantined.increment(stored.quarantined());
        heartbeats.increment(stored.heartbeats());
        refusedHeartbeats.increment(stored.refusedHeartbeats());
    }

    void failed() {
        failures.increment();
    }

    /// Records that wait in the partitions of this instance.
    void lag(long records) {
        lag.set(records);
    }
}
