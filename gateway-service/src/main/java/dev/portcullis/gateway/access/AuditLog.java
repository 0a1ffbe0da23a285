// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;

/// Where the gateway's records go: first to disk, then to the audit topic.
public interface AuditLog {

    /// Begins the record of one session. Nothing is written yet.
    SessionAudit open(SessionReference session, Identity identity, Connection connection);

    /// Records that somebody was turned away before there was a session. Never blocks and never throws.
    ///
    /// @param subject who, as far as the token could be believed; empty if it could not
    /// @param connectionName what they asked for; empty if it did not come to that
    void turnedAway(String protocol, String clientAddress, String subject, String connectionName, Refusal refusal);

    /// Records that the gateway logged in at a target for itself. Never blocks and never throws.
    void connected(String connectionName, TargetLogin login, Purpose purpose);

    /// Records what a look at a target brought. Never blocks and never throws.
    void observed(String connectionName, TargetObservation observation);

    /// What the gateway logs in at a target for, other than for a session.
    enum Purpose {
        /// to read which relations and columns there are
        CATALOGUE,
        /// to see who else is there
        OBSERVATION
    }

    /// Called when a record has become as durable as its connection demands, or when it is certain that
    /// nobody can tell.
    interface Durable {
        /// It is. Runs on the journal's own thread: hand over and return.
        void reached();

        /// It is not, or nobody can tell. What waited for it must not go on.
        void failed(Throwable cause);
    }
}
