// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.AuditKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/// How many events of each kind were recorded: `command.intent`, `command.refused`, `command.held` and
/// `command.outcome` count commands by what became of them.
final class EventCounts {
    private final Map<AuditKind, Counter> recorded = new EnumMap<>(AuditKind.class);
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

    void lost() {
        lost.increment();
    }
}
