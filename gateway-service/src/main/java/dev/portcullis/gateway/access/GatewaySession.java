// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.contracts.identity.Identity;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One client connection whose caller is known and allowed to be here. Only [SessionDoor] makes one, and only
/// after its start is on record.
public final class GatewaySession {
    private final String id;
    private final Identity identity;
    private final Connection connection;
    private final SessionReference reference;
    private final CountedAudit audit;
    private final String decisionKey;

    private final @Nullable SessionGrant grant;
    private final SessionPurpose purpose;

    GatewaySession(SessionReference reference, Identity identity, Connection connection, SessionAudit audit) {
        this(reference, identity, connection, audit, null, SessionPurpose.WORK);
    }

    GatewaySession(
            SessionReference reference,
            Identity identity,
            Connection connection,
            SessionAudit audit,
            @Nullable SessionGrant grant,
            SessionPurpose purpose) {
        this.grant = grant;
        this.purpose = purpose;
        this.id = reference.id();
        this.reference = reference;
        this.identity = identity;
        this.connection = connection;
        this.audit = new CountedAudit(audit);
        this.decisionKey = DecisionKeys.of(connection, identity);
    }

    /// The session's id, which is also the key of everything recorded about it.
    public String id() {
        return id;
    }

    /// Who calls.
    public Identity identity() {
        return identity;
    }

    /// The target, as it was registered when the session began.
    public Connection connection() {
        return connection;
    }

    /// The session as the policy service sees it.
    public SessionReference reference() {
        return reference;
    }

    /// What the session has done so far.
    SessionHistory history() {
        return audit.soFar();
    }

    /// When the session began.
    public Instant startedAt() {
        return reference.startedAt();
    }

    /// The grant that the session runs under; empty where none is demanded.
    public Optional<SessionGrant> grant() {
        return Optional.ofNullable(grant);
    }

    /// What the session is for.
    SessionPurpose purpose() {
        return purpose;
    }

    /// Why nothing may happen in this session any more; empty while it may go on.
    Optional<Refusal.SessionOver> over(Instant now) {
        if (!now.isBefore(identity.expiresAt())) {
            return Optional.of(new Refusal.SessionOver("the token has expired"));
        }
        return grant == null || grant.holds(now)
                ? Optional.empty()
                : Optional.of(new Refusal.SessionOver(grant.over()));
    }

    /// Where everything that happens in this session is recorded.
    public SessionAudit audit() {
        return audit;
    }

    /// Equal for sessions that policy cannot tell apart, other than by rules whose answers are not cacheable.
    public String decisionKey() {
        return decisionKey;
    }
}
