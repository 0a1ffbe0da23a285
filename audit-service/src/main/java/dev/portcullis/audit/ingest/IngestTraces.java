// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.tracing.Spans;
import dev.portcullis.tracing.Tracing;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Tells, in a command's trace, when each event of it was in the log. Does nothing where nobody is told;
/// what is told too fast for the collector is dropped and holds up no batch.
@Component
class IngestTraces {
    private static final String EVENT = "portcullis.event.id";

    private final Optional<Spans> spans;
    private final Clock clock;

    IngestTraces(Tracing tracing, Clock clock) {
        this.spans = tracing.spans();
        this.clock = clock;
    }

    /// What was stored just now, durably.
    void stored(Ingestion.Stored stored) {
        spans.ifPresent(told -> {
            Instant now = clock.instant();
            stored.fresh().stream()
                    .filter(event -> !event.commandId().isEmpty())
                    .forEach(event -> tell(told, event, now));
        });
    }

    private static void tell(Spans told, Reading.Event event, Instant now) {
        // By the clock of whoever wrote it, which may be ahead of ours.
        Instant happened = event.entry().occurredAt();
        told.past(
                event.commandId(),
                "log " + event.entry().kind(),
                happened.isAfter(now) ? now : happened,
                now,
                Map.of(EVENT, event.entry().eventId()));
    }
}
