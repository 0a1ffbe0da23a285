// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How many events of each kind were recorded: `command.intent`, `command.refused`, `command.held` and
/// `command.outcome` count commands by what became of them. Also why something was refused, how long the target took,
/// and how many results were masked.
final class EventCounts {
    private final Map<AuditKind, Counter> recorded = new EnumMap<>(AuditKind.class);
    private final Map<SessionAudit.Ending, Timer> ended = new EnumMap<>(SessionAudit.Ending.class);
    private final Meter.MeterProvider<Counter> refusals;
    private final Counter masked;
    private final Counter lost;

    EventCounts(MeterRegistry metrics) {
        for (AuditKind kind : AuditKind.values()) {
            recorded.put(
                    kind,
                    Counter.builder("portcullis.events")
                            .description("Audit events taken by the journal")
                            .tag("kind", kind.word())
                            .register(metrics));
        }
        for (SessionAudit.Ending ending : SessionAudit.Ending.values()) {
            ended.put(
                    ending,
                    Timer.builder("portcullis.commands")
                            .description("Forwarded commands, from the forward to their end")
                            .tag("ending", ending.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
        this.refusals = Counter.builder("portcullis.refusals")
                .description("What was not let through, sessions and commands")
                .withRegistry(metrics);
        this.masked = Counter.builder("portcullis.results.masked")
                .description("Results in which something was masked")
                .register(metrics);
        this.lost = Counter.builder("portcullis.events.lost")
                .description("Audit events of what had happened already that the journal did not take")
                .register(metrics);
    }

    void recorded(AuditKind kind) {
        Counter counter = recorded.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    void refused(Refusal refusal) {
        refusals.withTag("reason", refusal.word()).increment();
    }

    void ended(SessionAudit.Outcome outcome) {
        Timer timer = ended.get(outcome.ending());
        if (timer != null) {
            timer.record(outcome.nanos(), TimeUnit.NANOSECONDS);
        }
        if (!outcome.masked().isEmpty()) {
            masked.increment();
        }
    }

    void lost() {
        lost.increment();
    }
}
