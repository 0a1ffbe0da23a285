// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.traces;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;

/// Tells of what is recorded in sessions.
final class TracedAuditLog implements AuditLog {
    private final AuditLog log;
    private final Traces.UnderWay commands;

    TracedAuditLog(AuditLog log, Traces.UnderWay commands) {
        this.log = log;
        this.commands = commands;
    }

    @Override
    public SessionAudit open(SessionReference session, Identity identity, Connection connection) {
        return new TracedSession(log.open(session, identity, connection), session, connection, commands);
    }

    @Override
    public void turnedAway(
            String protocol, String clientAddress, String subject, String connectionName, Refusal refusal) {
        log.turnedAway(protocol, clientAddress, subject, connectionName, refusal);
    }

    @Override
    public void connected(String connectionName, TargetLogin login, Purpose purpose) {
        log.connected(connectionName, login, purpose);
    }

    @Override
    public void observed(String connectionName, TargetObservation observation) {
        log.observed(connectionName, observation);
    }
}
