// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets callers in: token, connection, grant where one is demanded, policy, record, in this order. The client must not
/// be told that it is
/// ready before the start of its session is durable.
public final class SessionDoor {
    private static final Logger log = LoggerFactory.getLogger(SessionDoor.class);
    private static final Duration RECORD_TIMEOUT = Duration.ofSeconds(10);

    private final Identities identities;
    private final Connections connections;
    private final Policies policies;
    private final AuditLog auditLog;
    private final Grants grants;
    private final LiveSessions live;
    private final Clock clock;

    /// A door that stays shut where a grant is demanded.
    public SessionDoor(
            Identities identities, Connections connections, Policies policies, AuditLog auditLog, Clock clock) {
        this(identities, connections, policies, auditLog, Grants.NONE, new LiveSessions(), clock);
    }

    public SessionDoor(
            Identities identities,
            Connections connections,
            Policies policies,
            AuditLog auditLog,
            Grants grants,
            LiveSessions live,
            Clock clock) {
        this.grants = grants;
        this.live = live;
        this.identities = identities;
        this.connections = connections;
        this.policies = policies;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /// Judges one caller. Blocks: to be called on a virtual thread. Whoever is turned away is on record too.
    public Opening open(Knock knock) {
        String subject = "";
        Refusal refusal;
        try {
            Identity identity = identities.verify(knock.token(), knock.connectionName());
            subject = identity.subject();
            Optional<Connection> connection = connections.find(knock.connectionName());
            if (connection.isPresent() && connection.get().type().equals(knock.protocol())) {
                return demandGrant(knock, identity, connection.get());
            }
            refusal = new Refusal.UnknownConnection(knock.connectionName());
        } catch (NotAuthenticatedException e) {
            refusal = new Refusal.NotAuthenticated(String.valueOf(e.getMessage()));
        } catch (DependencyUnavailable e) {
            log.atWarn()
                    .addKeyValue("dependency", e.dependency())
                    .addKeyValue("cause", e.getMessage())
                    .log("no session");
            refusal = new Refusal.Unavailable(e.dependency());
        }
        return turnAway(knock, subject, refusal);
    }

    private Opening demandGrant(Knock knock, Identity identity, Connection connection) throws DependencyUnavailable {
        if (!GrantDemand.isMadeBy(connection)) {
            return judge(knock, seen(knock, identity, null), connection, null);
        }
        Optional<SessionGrant> grant = grants.find(identity, connection.name());
        if (grant.isEmpty() || !grant.get().holds(clock.instant())) {
            return turnAway(knock, identity.subject(), GrantDemand.unmet(connection));
        }
        return judge(knock, seen(knock, identity, grant.get()), GrantDemand.used(connection, grant.get()), grant.get());
    }

    private static Identity seen(Knock knock, Identity identity, @Nullable SessionGrant grant) {
        return knock.purpose().seen(GrantDemand.seen(identity, grant));
    }

    private Opening judge(Knock knock, Identity identity, Connection connection, @Nullable SessionGrant grant)
            throws DependencyUnavailable {
        SessionReference reference =
                new SessionReference(SessionIds.next(clock), knock.protocol(), knock.clientAddress(), clock.instant());
        Command command = new Command(Command.Kind.SESSION_OPEN, reference.id(), null);
        Decision decision = policies.decide(
                new DecisionRequest(connection.name(), identity, reference, command, clock.instant()),
                DecisionKeys.of(connection, identity),
                Command.Kind.SESSION_OPEN.name());
        return switch (decision.outcome()) {
            case ALLOW -> expected(knock, identity, connection, reference, decision, grant);
            // A session can't be held: nobody could say what exactly they approve.
            case DENY, HOLD -> turnAway(knock, identity.subject(), new Refusal.NotPermitted(decision.reasons()));
        };
    }

    /// The token is looked at again once orders reach the session: whoever was revoked meanwhile is not let in, and
    /// whoever is revoked from now on is ended.
    private Opening expected(
            Knock knock,
            Identity identity,
            Connection connection,
            SessionReference reference,
            Decision decision,
            @Nullable SessionGrant grant)
            throws DependencyUnavailable {
        live.expect(reference.id(), identity.subject());
        boolean open = false;
        try {
            identities.verify(knock.token(), knock.connectionName());
            Opening opening = admit(knock, identity, connection, reference, decision, grant);
            open = opening instanceof Opening.Opened;
            return opening;
        } catch (NotAuthenticatedException e) {
            return turnAway(knock, identity.subject(), new Refusal.NotAuthenticated(String.valueOf(e.getMessage())));
        } finally {
            if (!open) {
                live.forget(reference.id());
            }
        }
    }

    private Opening admit(
            Knock knock,
            Identity identity,
            Connection connection,
            SessionReference reference,
            Decision decision,
            @Nullable SessionGrant grant) {
        SessionAudit audit = auditLog.open(reference, identity, connection);
        CompletableFuture<Void> recorded = new CompletableFuture<>();
        audit.started(decision, new AuditLog.Durable() {
            @Override
            public void reached() {
                recorded.complete(null);
            }

            @Override
            public void failed(Throwable cause) {
                recorded.completeExceptionally(cause);
            }
        });
        try {
            recorded.get(RECORD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new Opening.Opened(
                    new GatewaySession(reference, identity, connection, audit, grant, knock.purpose()));
        } catch (ExecutionException | TimeoutException e) {
            log.atError().setCause(e).addKeyValue("session", reference.id()).log("session start not durable");
            // It may still become so: then it has an end as well.
            audit.ended("its start was not recorded in time");
            return turnAway(knock, identity.subject(), new Refusal.Unavailable(Refusal.Dependency.AUDIT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            audit.ended("the gateway stops");
            return turnAway(knock, identity.subject(), new Refusal.SessionOver("the gateway stops"));
        }
    }

    private Opening turnAway(Knock knock, String subject, Refusal refusal) {
        auditLog.turnedAway(knock.protocol(), knock.clientAddress(), subject, knock.connectionName(), refusal);
        return new Opening.TurnedAway(refusal);
    }

    /// A caller at the door.
    ///
    /// @param protocol the protocol spoken; a connection of another type does not exist for it
    /// @param clientAddress the caller's address, without the port
    /// @param connectionName what the caller wants to reach
    /// @param token the caller's token, or a key in its place; never printed
    /// @param purpose what the session is to be for
    public record Knock(
            String protocol, String clientAddress, String connectionName, String token, SessionPurpose purpose) {

        /// A caller that comes to work.
        public Knock(String protocol, String clientAddress, String connectionName, String token) {
            this(protocol, clientAddress, connectionName, token, SessionPurpose.WORK);
        }

        @Override
        public String toString() {
            return "Knock[" + protocol + ", " + clientAddress + ", " + connectionName + "]";
        }
    }

    /// What became of a caller.
    public sealed interface Opening {
        /// In, and on record.
        record Opened(GatewaySession session) implements Opening {}

        /// Not in, and on record.
        record TurnedAway(Refusal refusal) implements Opening {}
    }
}
