// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway;

import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Approvals;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Grants;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.Policies;
import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.gateway.traces.Traces;
import dev.portcullis.tracing.Tracing;
import dev.portcullis.tracing.TracingConfiguration;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// Joins the access flow to what it needs.
@Configuration(proxyBeanMethods = false)
@Import(TracingConfiguration.class)
class AccessConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Traces traces(Tracing tracing, Clock clock) {
        return new Traces(tracing, clock);
    }

    @Bean
    LiveSessions liveSessions(MeterRegistry metrics) {
        LiveSessions sessions = new LiveSessions();
        Gauge.builder("portcullis.sessions", sessions, LiveSessions::count)
                .description("Open sessions")
                .register(metrics);
        return sessions;
    }

    @Bean
    SessionDoor sessionDoor(
            Identities identities,
            Connections connections,
            Policies policies,
            AuditLog auditLog,
            Grants grants,
            LiveSessions liveSessions,
            Traces traces,
            Clock clock) {
        return new SessionDoor(
                identities, connections, traces.around(policies), traces.around(auditLog), grants, liveSessions, clock);
    }

    @Bean
    PreviewTickets previewTickets() {
        return new PreviewTickets();
    }

    @Bean
    AccessGuard accessGuard(Policies policies, Approvals approvals, Traces traces, Clock clock) {
        return new AccessGuard(traces.around(policies), traces.around(approvals), clock);
    }
}
