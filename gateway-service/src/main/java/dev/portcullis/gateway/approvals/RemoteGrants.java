// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.contracts.grant.GrantCheck;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Grants;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.SessionGrant;
import dev.portcullis.gateway.services.ServiceClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Grants of the approval service. A session under one ends with it: by the clock of this gateway
/// whatever happens, at once when the topic says so, and within a poll if the topic is lost.
final class RemoteGrants implements Grants {
    private static final Logger log = LoggerFactory.getLogger(RemoteGrants.class);
    private static final int NOT_FOUND = 404;

    /// A session that is only just being opened must still find its grant here when that ends.
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private final ServiceClient service;
    private final LiveSessions sessions;
    private final Clock clock;
    private final Map<String, Known> grants = new ConcurrentHashMap<>();

    private record Known(SessionGrant grant, @Nullable Instant overSince) {}

    RemoteGrants(ServiceClient service, LiveSessions sessions, Clock clock) {
        this.service = service;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public Optional<SessionGrant> find(Identity identity, String connection) throws DependencyUnavailable {
        ServiceClient.ServiceAnswer answer = service.ask("/v1/grants:check", new GrantCheck(identity, connection));
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        AccessGrant found = answer.as(AccessGrant.class);
        Instant endsAt = found.endsAt();
        if (endsAt == null
                || !found.connection().equals(connection)
                || !found.subject().equals(identity.subject())) {
            return Optional.empty();
        }
        SessionGrant grant = grants.computeIfAbsent(
                        found.id(),
                        id -> new Known(new SessionGrant(id, found.breakGlass(), found.version(), endsAt), null))
                .grant();
        // Registered first, asked then: an end that came in between is found here, a later one is heard of.
        ask(grant);
        return grant.holds(clock.instant()) ? Optional.of(grant) : Optional.empty();
    }

    /// The topic says so.
    void changed(GrantChanged change) {
        Known known = grants.get(change.grantId());
        if (known != null) {
            learn(known.grant(), change.version(), change.state(), change.endsAt(), change.reason());
            endWhatIsOver();
        }
    }

    /// Ends the sessions of grants that no longer hold. Called several times a second.
    void endWhatIsOver() {
        Instant now = clock.instant();
        grants.replaceAll((id, known) ->
                known.grant().holds(now) || known.overSince() != null ? known : new Known(known.grant(), now));
        grants.values().stream().filter(known -> !known.grant().holds(now)).forEach(known -> {
            int ended = sessions.endAllUnder(known.grant(), known.grant().over());
            if (ended > 0) {
                log.atInfo()
                        .addKeyValue("grant", known.grant().id())
                        .addKeyValue("sessions", ended)
                        .log("grant over, sessions ended");
            }
        });
        grants.values()
                .removeIf(known -> known.overSince() != null
                        && now.isAfter(known.overSince().plus(REMEMBERED)));
    }

    /// Asks about every grant in use, in case a record on the topic got lost. Called every now and then.
    void askAboutAll() {
        for (Known known : grants.values()) {
            Thread.ofVirtual().name("grant-" + known.grant().id()).start(() -> {
                try {
                    ask(known.grant());
                } catch (DependencyUnavailable e) {
                    log.atDebug()
                            .setCause(e)
                            .addKeyValue("grant", known.grant().id())
                            .log("no state");
                }
            });
        }
    }

    private void ask(SessionGrant grant) throws DependencyUnavailable {
        AccessGrant now =
                service.get("/v1/grants/" + ServiceClient.segment(grant.id())).as(AccessGrant.class);
        learn(grant, now.version(), now.state(), now.endsAt(), now.endReason());
    }

    private static void learn(
            SessionGrant grant, long version, GrantState state, @Nullable Instant endsAt, String reason) {
        boolean over = state != GrantState.ACTIVE;
        grant.learn(
                version,
                Objects.requireNonNullElse(endsAt, grant.endsAt()),
                over ? (reason.isEmpty() ? "somebody ended it" : reason) : "");
    }
}
