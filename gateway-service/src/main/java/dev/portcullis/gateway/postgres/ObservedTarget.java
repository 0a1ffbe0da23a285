// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.ForeignSession;
import dev.portcullis.gateway.access.TargetObservation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One target that is looked at again and again, over a connection that stays open. Each foreign session is
/// reported once; that nothing can be seen is reported too. Not for several threads at once.
final class ObservedTarget implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ObservedTarget.class);
    /// So many sessions fit into one event; the others follow with the next look.
    private static final int MOST_AT_ONCE = 500;

    private final Parts parts;
    private final Set<Identity> told = new HashSet<>();
    private @Nullable Upstream open;
    private @Nullable Connection registered;
    private @Nullable Instant reported;
    private int failures;
    private volatile Instant seen;

    ObservedTarget(Parts parts) {
        this.parts = parts;
        this.seen = parts.clock().instant();
    }

    /// Looks once. Blocks.
    void look(Connection connection, Observation observation) {
        String address = Target.address(connection.host(), connection.port());
        try {
            Upstream upstream = connected(connection, observation);
            List<List<List<@Nullable String>>> results = parts.own().run(upstream, TargetSessions.SCRIPT);
            report(
                    connection,
                    address,
                    TargetSessions.read(results, parts.clock().instant(), address, parts.logins(), observation));
        } catch (DependencyUnavailable | SSLException | IllegalArgumentException e) {
            close();
            failed(connection, address, e);
        }
    }

    /// How long nothing was seen, or since this target has been looked at.
    Duration blindFor() {
        return Duration.between(seen, parts.clock().instant());
    }

    private Upstream connected(Connection connection, Observation observation)
            throws DependencyUnavailable, SSLException {
        Upstream upstream = open;
        if (upstream != null && upstream.channel().isActive() && connection.equals(registered)) {
            return upstream;
        }
        close();
        Connection asObserver = connection.loggedInAs(observation.credential());
        Upstream made = parts.own()
                .open(Target.of(
                        connection,
                        parts.tls(),
                        parts.credentials().resolve(asObserver),
                        Map.of("application_name", "portcullis/observer")));
        parts.auditLog().connected(connection.name(), made.login(), AuditLog.Purpose.OBSERVATION);
        open = made;
        registered = connection;
        return made;
    }

    private void report(Connection connection, String address, TargetSessions sessions) {
        Instant now = parts.clock().instant();
        seen = now;
        told.retainAll(sessions.foreign().stream().map(Identity::of).collect(Collectors.toSet()));
        List<ForeignSession> fresh = sessions.foreign().stream()
                .filter(session -> !told.contains(Identity.of(session)))
                .limit(MOST_AT_ONCE)
                .toList();
        boolean wasBlind = failures >= parts.properties().failures();
        failures = 0;
        if (!fresh.isEmpty() || wasBlind || isDue(now)) {
            reported = now;
            fresh.forEach(session -> told.add(Identity.of(session)));
            parts.auditLog()
                    .observed(
                            connection.name(),
                            new TargetObservation.Made(
                                    address, sessions.own(), sessions.foreign().size(), fresh));
        }
    }

    private void failed(Connection connection, String address, Exception cause) {
        failures++;
        log.atWarn()
                .setCause(cause)
                .addKeyValue("connection", connection.name())
                .addKeyValue("failures", failures)
                .log("target not observed");
        Instant now = parts.clock().instant();
        int enough = parts.properties().failures();
        if (failures == enough || (failures > enough && isDue(now))) {
            reported = now;
            String why = cause instanceof DependencyUnavailable unavailable
                    ? String.valueOf(unavailable.getMessage())
                    : "its connection is not usable";
            parts.auditLog().observed(connection.name(), new TargetObservation.Failed(address, why));
        }
    }

    private boolean isDue(Instant now) {
        Instant last = reported;
        return last == null
                || Duration.between(last, now).compareTo(parts.properties().repeat()) >= 0;
    }

    @Override
    public void close() {
        if (open != null) {
            open.terminate();
            open = null;
        }
    }

    /// What all targets that are looked at share.
    record Parts(
            ObservationProperties properties,
            OwnConnections own,
            OwnLogins logins,
            TlsContexts tls,
            Credentials credentials,
            AuditLog auditLog,
            Clock clock) {}

    private record Identity(int process, long begunMicros) {
        static Identity of(ForeignSession session) {
            return new Identity(session.process(), session.begunMicros());
        }
    }
}
