// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventCountsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final EventCounts counts = new EventCounts(metrics);

    @Test
    void countsRefusalsByReasonAndNotByWhatCallersWrote() {
        counts.refused(new Refusal.NotAuthenticated("expired"));
        counts.refused(new Refusal.NotAuthenticated("forged"));
        counts.refused(new Refusal.UnknownConnection("whatever somebody typed"));
        assertThat(refusals("not-authenticated")).isEqualTo(2);
        assertThat(refusals("unknown-connection")).isOne();
        assertThat(metrics.find("portcullis.refusals").meters()).hasSize(2);
    }

    @Test
    void timesCommandsByTheirEndAndCountsMaskedResults() {
        counts.ended(outcome(SessionAudit.Ending.COMPLETED, List.of("email partial", "ssn redact")));
        counts.ended(outcome(SessionAudit.Ending.COMPLETED, List.of()));
        counts.ended(outcome(SessionAudit.Ending.FAILED, List.of()));
        var completed =
                metrics.get("portcullis.commands").tag("ending", "completed").timer();
        assertThat(completed.count()).isEqualTo(2);
        assertThat(completed.totalTime(TimeUnit.MICROSECONDS)).isEqualTo(6);
        assertThat(metrics.get("portcullis.commands")
                        .tag("ending", "failed")
                        .timer()
                        .count())
                .isOne();
        assertThat(metrics.get("portcullis.results.masked").counter().count()).isOne();
    }

    @Test
    void countsEventsByKindAndWhatWasLost() {
        counts.recorded(AuditKind.COMMAND_INTENT);
        counts.lost();
        assertThat(metrics.get("portcullis.events")
                        .tag("kind", "command.intent")
                        .counter()
                        .count())
                .isOne();
        assertThat(metrics.get("portcullis.events.lost").counter().count()).isOne();
    }

    private double refusals(String reason) {
        return metrics.get("portcullis.refusals")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static SessionAudit.Outcome outcome(SessionAudit.Ending ending, List<String> masked) {
        return new SessionAudit.Outcome("c1", ending, "SELECT 1", 1, 10, 3_000, "", masked);
    }
}
