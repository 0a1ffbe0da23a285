// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import dev.portcullis.audit.heartbeats.GatewayFact;
import dev.portcullis.audit.log.LogEntry;
import dev.portcullis.audit.sessions.SessionFact;
import dev.portcullis.audit.targets.TargetFact;

/// What one record of the audit topic turned out to be.
sealed interface Reading {

    /// An event. Before it, so many others of its chain could not be recorded where they happened.
    ///
    /// @param commandId the command it is about; empty for none
    record Event(
            LogEntry entry, String commandId, SessionFact fact, TargetFact target, GatewayFact gateway, long unrecorded)
            implements Reading {}

    /// Not an event; kept all the same.
    record Unreadable(LogEntry entry, String reason) implements Reading {}
}
